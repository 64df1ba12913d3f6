import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { honestLine } from '../../../src/base/honestText.ts';
import { plainOutput, withoutIcons } from '../../../src/present/cleanText.ts';
import { clipEnd, clipStart } from '../../../src/present/clip.ts';
import { contextSize, costText, countText, price } from '../../../src/present/format.ts';
import { relativePath } from '../../../src/present/paths.ts';
import { relativeTime } from '../../../src/present/relativeTime.ts';

const model = { providerId: 'p', providerName: 'P', modelId: 'm', name: 'M', variants: [] };
const hour = 3_600_000;

function table<Input>(
  title: string,
  call: (input: Input) => string,
  rows: readonly (readonly [Input, string])[],
): void {
  describe(title, () => {
    for (const [input, expected] of rows) {
      it(`makes ${JSON.stringify(expected)} of ${JSON.stringify(input)}`, () => {
        assert.equal(call(input), expected);
      });
    }
  });
}

table('counts', countText, [
  [0, '0'],
  [999, '999'],
  [1_000, '1k'],
  [12_449, '12.4k'],
  [999_960, '1M'],
  [1_250_000, '1.3M'],
]);

table('costs', costText, [
  [0, ''],
  [0.004, '<$0.01'],
  [0.0345, '$0.03'],
  [12, '$12.00'],
]);

table('ages', (age: number) => relativeTime(1e12 - age, 1e12), [
  [-5_000, 'now'],
  [59_000, 'now'],
  [120_000, '2 min ago'],
  [hour, '1 hr ago'],
  [5 * hour, '5 hrs ago'],
  [24 * hour, '1 day ago'],
  [15 * 24 * hour, '2 wks ago'],
  [400 * 24 * hour, '1 yr ago'],
]);

table('terminal output', plainOutput, [
  ['\u001B[1;31mred\u001B[0m', 'red'],
  ['10%\r50%\r100%\r\ndone', '100%\ndone'],
  ['\u001B]8;;http://x\u0007link\u001B]8;;\u0007', 'link'],
  ['a\u0000b\u0008c\td', 'abc\td'],
  ['half \u001B[', 'half '],
  ['\u001B]unterminated\nnext', '\nnext'],
]);

describe('paths', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['/work/repo', '/work/repo/src/a.ts', 'src/a.ts'],
    ['/work/repo/', '/work/repo', '.'],
    ['/work/repo', '/work/repository/a.ts', '/work/repository/a.ts'],
    ['/work/repo', 'src/a.ts', 'src/a.ts'],
    [String.raw`c:\work\repo`, String.raw`C:\Work\repo\src\a.ts`, 'src/a.ts'],
    [String.raw`c:\work\repo`, String.raw`D:\a.ts`, String.raw`D:\a.ts`],
  ];
  for (const [root, path, expected] of cases) {
    it(`shows ${path} in ${root} as ${expected}`, () => {
      assert.equal(relativePath(root, path), expected);
    });
  }
});

describe('models', () => {
  it('tell size and price as far as they are known', () => {
    const known = { ...model, contextLimit: 200_000, inputPrice: 3, outputPrice: 15 };
    assert.equal(contextSize(known), '200k context');
    assert.equal(price(known), '$3 in, $15 out for a million tokens');
    assert.deepEqual([contextSize(model), price(model)], ['', '']);
    assert.equal(price({ ...model, inputPrice: 0, outputPrice: 0 }), 'free');
  });
});

describe('bounded text', () => {
  const limit = { characters: 20, lines: 3 };

  it('is a start or an end of the whole within both limits', () => {
    const line = fc.constantFrom('a', '\n', '😀', 'word ');
    const text = fc.array(line, { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (whole) => {
        const start = clipStart(whole, limit);
        const end = clipEnd(whole, limit);
        assert.ok(whole.startsWith(start.text) && whole.endsWith(end.text));
        for (const cut of [start, end]) {
          assert.ok(cut.text.length <= 20 && cut.total === whole.length);
          assert.ok(cut.text.replace(/\n$/, '').split('\n').length <= 3);
          assert.equal(cut.isClipped, cut.text !== whole);
          assert.doesNotMatch(cut.text, /\p{Surrogate}/u);
        }
      }),
    );
  });

  it('has one line and its own length only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const line = honestLine(text, 30);
        assert.ok(line.length <= 30);
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('draws no icons', () => {
    assert.equal(withoutIcons('a $(check) b'), String.raw`a \$(check) b`);
  });

  it('stays quick on a long line', () => {
    const long = 'x'.repeat(2_000_000);
    assert.equal(plainOutput(`${long}\r${long}`).length, long.length);
  });
});
