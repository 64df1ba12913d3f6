import assert from 'node:assert/strict';
import { likeness } from '../../../src/present/likeness.ts';

const ranked = (query: string, ...texts: readonly string[]) =>
  texts
    .flatMap((text) => {
      const score = likeness(query, text);
      return score === undefined ? [] : [{ text, score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ text }) => text);

describe('likeness', () => {
  it('knows what does not have all the characters in order', () => {
    assert.equal(likeness('ba', 'ab'), undefined);
    assert.notEqual(likeness('', 'ab'), undefined);
    assert.notEqual(likeness('READ', 'readme.md'), undefined);
  });

  it('puts the name of a file before its folder, and both before scattered characters', () => {
    assert.deepEqual(ranked('chat', 'cache/hat.ts', 'chat/a.ts', 'src/chat.ts'), [
      'src/chat.ts',
      'chat/a.ts',
      'cache/hat.ts',
    ]);
  });

  it('puts the starts of words before other places', () => {
    assert.deepEqual(ranked('pl', 'deeply/x', 'apple', 'prompt-ledger'), [
      'apple',
      'deeply/x',
      'prompt-ledger',
    ]);
    assert.deepEqual(ranked('sv', 'observe', 'server/view'), ['server/view', 'observe']);
  });
});
