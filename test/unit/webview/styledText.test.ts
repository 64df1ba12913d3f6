import assert from 'node:assert/strict';
import { styledText } from '../../../src/webview/terminal/styledText.ts';

function runs(output: string): readonly (readonly [string, string])[] {
  return styledText(output).map(({ text, classes }) => [text, classes]);
}

describe('coloured output', () => {
  it('is one plain run without colour codes', () => {
    assert.deepEqual(runs('plain\ntext'), [['plain\ntext', '']]);
    assert.deepEqual(runs(''), []);
  });

  it('takes the sixteen colours and their ends', () => {
    assert.deepEqual(runs('a\u001B[31mb\u001B[39mc\u001B[1;92md\u001B[0me'), [
      ['a', ''],
      ['b', 'ansi-1'],
      ['c', ''],
      ['d', 'ansi-10 ansi-bold'],
      ['e', ''],
    ]);
  });

  it('takes the nearest of the sixteen for all other colours', () => {
    assert.deepEqual(runs('\u001B[38;5;196mx'), [['x', 'ansi-1']]);
    assert.deepEqual(runs('\u001B[38;2;10;190;120mx'), [['x', 'ansi-2']]);
    assert.deepEqual(runs('\u001B[38:2::59:142:234mx'), [['x', 'ansi-12']]);
    assert.deepEqual(runs('\u001B[38;2;0;188;121;1mx'), [['x', 'ansi-2 ansi-bold']]);
    assert.deepEqual(runs('\u001B[48;5;244;4mx'), [['x', 'ansi-on-8 ansi-underlined']]);
  });

  it('keeps black and white readable where the program names no ground', () => {
    assert.deepEqual(runs('\u001B[30mx\u001B[97my'), [['xy', '']]);
    assert.deepEqual(runs('\u001B[30;47mx'), [['x', 'ansi-on-7 ansi-0']]);
  });

  it('swaps text and ground', () => {
    assert.deepEqual(runs('\u001B[7mx\u001B[32my\u001B[27mz'), [
      ['x', 'ansi-on-text ansi-ground'],
      ['y', 'ansi-on-2 ansi-ground'],
      ['z', 'ansi-2'],
    ]);
  });

  it('reads codes that nobody knows or that are broken off as nothing', () => {
    assert.deepEqual(runs('\u001B[999mx\u001B[38mx\u001B[58;5;3mx'), [['xxx', '']]);
  });

  it('keeps all text, however many colours there are', () => {
    const output = Array.from({ length: 9_000 }, (_, at) => `\u001B[${31 + (at % 2)}mx`).join('');
    const found = styledText(output);
    assert.equal(found.map(({ text }) => text).join(''), 'x'.repeat(9_000));
    assert.ok(found.length <= 4_001);
  });
});
