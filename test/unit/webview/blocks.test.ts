import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { blockStarts, settledLength } from '../../../src/webview/markdown/blocks.ts';

function blocksOf(source: string): readonly string[] {
  const starts = blockStarts(source, {});
  return starts.map((start, index) => source.slice(start, starts[index + 1]));
}

function settledOf(source: string): string {
  return source.slice(0, settledLength(source, blockStarts(source, {})));
}

describe('blockStarts', () => {
  it('cuts between top-level blocks only', () => {
    const source = '# A\ntext\n\n- one\n\n  deep\n- two\n\n```\ncode\n\ncode\n```\nend\n';
    assert.deepEqual(blocksOf(source), [
      '# A\n',
      'text\n\n',
      '- one\n\n  deep\n- two\n\n',
      '```\ncode\n\ncode\n```\n',
      'end\n',
    ]);
  });

  it('loses no character of any text', () => {
    const pieces = fc.constantFrom(
      '\n',
      '\n\n',
      '# ',
      '- ',
      '1. ',
      '```',
      '> ',
      '|',
      '---',
      'a',
      '  ',
      '[a]: b',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        assert.equal(blocksOf(parts.join('')).join(''), parts.join(''));
      }),
    );
  });
});

describe('settledLength', () => {
  it('waits for the line that may still belong to the block before it', () => {
    assert.equal(settledOf('1. one\n\n2'), '');
    assert.equal(settledOf('1. one\n\n2. two\n'), '');
    assert.equal(settledOf('1. one\n\nText\n'), '1. one\n\n');
    assert.equal(settledOf('Title\n--'), '');
    assert.equal(settledOf('One\n\nTwo\n\nThr'), 'One\n\n');
  });

  it('never takes back what has settled', () => {
    const pieces = fc.constantFrom(
      '\n',
      '\n\n',
      '# A\n',
      '- a\n',
      '1. a\n',
      '```\n',
      '> q\n',
      '|a|\n|-|\n',
      'word ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const source = parts.join('');
        let settled = '';
        for (let length = 0; length <= source.length; length += 1) {
          const next = settledOf(source.slice(0, length));
          if (next.length >= settled.length) assert.ok(next.startsWith(settled));
          settled = next.length > settled.length ? next : settled;
        }
        assert.ok(source.startsWith(settled));
      }),
    );
  });
});
