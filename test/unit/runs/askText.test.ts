import assert from 'node:assert/strict';
import { askText } from '../../../src/runs/askText.ts';
import { permission, question } from '../../support/fixtures.ts';

function ofCommand(command: string): string {
  return askText({ ...permission('r', 's'), metadata: { command } });
}

describe('askText', () => {
  it('names the tool and the command', () => {
    assert.equal(ofCommand('rm -rf build'), 'bash `rm -rf build`');
  });

  it('names the patterns where there is no command', () => {
    const request = { ...permission('r', 's'), permission: 'edit', metadata: {} };
    assert.equal(askText({ ...request, patterns: ['a.ts', 'b.ts'] }), 'edit `a.ts, b.ts`');
    assert.equal(askText({ ...request, patterns: [] }), 'edit');
  });

  it('names what a question asks', () => {
    assert.equal(askText(question('q', 's')), 'question "Which one?"');
  });

  it('is one line that a terminal prints as it is', () => {
    assert.equal(ofCommand('echo a\n  rm -rf b'), 'bash `echo a ⏎ rm -rf b`');
    assert.equal(ofCommand('echo \u001B[2K\u202Edone'), 'bash `echo <U+001B>[2K<U+202E>done`');
  });

  it('is cut where it gets long, between characters', () => {
    const text = ofCommand('🙂'.repeat(300));
    assert.equal(text, `bash \`${'🙂'.repeat(99)}…\``);
  });
});
