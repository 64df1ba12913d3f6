import assert from 'node:assert/strict';
import { diffLines } from '../../../src/webview/diffLines.ts';
import {
  answerTexts,
  emptyAnswer,
  withChoice,
  withOwn,
} from '../../../src/webview/requests/answer.ts';
import { durationText } from '../../../src/webview/time.ts';

describe('diffLines', () => {
  it('numbers added and kept lines by the new text, removed ones by the old', () => {
    const lines = diffLines(
      '@@ -3,3 +5,3 @@ function a\n same\n-old\n+new\n same\n\\ No newline\n',
    );
    assert.deepEqual(
      lines.map(({ kind, number, text }) => [kind, number, text]),
      [
        ['hunk', undefined, 'function a'],
        ['same', 5, 'same'],
        ['removed', 4, 'old'],
        ['added', 6, 'new'],
        ['same', 7, 'same'],
        ['hunk', undefined, ' No newline'],
      ],
    );
  });
});

describe('answers', () => {
  it('replaces a choice, adds ticks and keeps an own answer with ticks only', () => {
    const one = withChoice(withOwn(withChoice(emptyAnswer, 'a', false), 'own', false), 'b', false);
    assert.deepEqual(answerTexts(one), ['b']);
    const many = withOwn(withChoice(withChoice(emptyAnswer, 'a', true), 'b', true), ' own ', true);
    assert.deepEqual(answerTexts(many), ['a', 'b', 'own']);
    assert.deepEqual(answerTexts(withChoice(many, 'a', true)), ['b', 'own']);
    assert.deepEqual(answerTexts(withOwn(emptyAnswer, '   ', false)), []);
  });
});

describe('durationText', () => {
  it('has the unit that says enough', () => {
    assert.deepEqual([400, 1000, 12_400, 125_000].map(durationText), [
      '0.4s',
      '1s',
      '12s',
      '2m 5s',
    ]);
  });
});
