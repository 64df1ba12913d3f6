import assert from 'node:assert/strict';
import { clipEnd } from '../../../src/present/clip.ts';
import { colouredOutput, plainOutput, withoutHalfCode } from '../../../src/present/cleanText.ts';

describe('terminal output', () => {
  const output =
    '\u001B]0;title\u0007\u001B[31mred\u001B[0m\u001B[2K \u001B[?25l10%\r\u001B[32m99%\u0000\n';

  it('is text without codes', () => {
    assert.equal(plainOutput(output), '99%\n');
    assert.equal(plainOutput('\u001B[31mred\u001B[0m'), 'red');
  });

  it('keeps its colours and no other code where they can be shown', () => {
    assert.equal(colouredOutput(output), '\u001B[32m99%\n');
    assert.equal(
      colouredOutput('\u001B[1;31mred\u001B[m \u001B[2A\u001B(Bx\u001B'),
      '\u001B[1;31mred\u001B[m x',
    );
  });

  it('shows of a line that was drawn anew the last state', () => {
    assert.equal(colouredOutput('1\r2\r3\r\nend'), '3\nend');
  });

  it('loses what a cut left of a colour code', () => {
    const whole = `ab\u001B[1;31mred`;
    for (let length = 0; length <= whole.length; length += 1) {
      const { text } = clipEnd(whole, { characters: length, lines: 10 });
      const kept = withoutHalfCode(text, whole);
      assert.doesNotMatch(kept.replaceAll('\u001B[1;31m', ''), /[[;\d]/);
    }
  });
});
