import assert from 'node:assert/strict';
import { mentionOf, mentionsIn } from '../../../src/present/mentionText.ts';

const read = (text: string) =>
  mentionsIn(text).map(({ name, lines, span }) => {
    assert.equal(text.slice(span.start, span.end), span.value);
    return lines ? `${name} ${lines.first}-${lines.last}` : name;
  });

describe('mentions in a text', () => {
  it('are names behind an @ at the start of a word', () => {
    assert.deepEqual(read('See @src/a.ts and (@b.md) or\n@c'), ['src/a.ts', 'b.md', 'c']);
    assert.deepEqual(read('mail me@example.org, a@b @ and @'), []);
  });

  it('leave what ends the sentence', () => {
    assert.deepEqual(read('Read @README.md. Then @a, @b! (@c) "@d"'), ['README.md', 'a', 'b', 'c']);
  });

  it('name lines, one or several, in any order', () => {
    assert.deepEqual(read('@a.ts#L3 @a.ts#L10-20. @a.ts#L9-L2 @a#x'), [
      'a.ts 3-3',
      'a.ts 10-20',
      'a.ts 2-9',
      'a#x',
    ]);
  });

  it('have spaces in quotes', () => {
    assert.deepEqual(read('@"my notes/a b.md" and @"c d"#L2-3, @"open'), [
      'my notes/a b.md',
      'c d 2-3',
    ]);
  });

  it('are read again as they were written', () => {
    const names = ['src/a.ts', 'my notes/a b.md', 'odd).', 'ä/日本.txt', '.env', 'a@b'];
    for (const name of names) {
      assert.deepEqual(read(`x ${mentionOf(name)} y`), [name]);
      assert.deepEqual(read(`${mentionOf(name, { first: 2, last: 5 })}`), [`${name} 2-5`]);
    }
    assert.equal(mentionOf('a"b'), undefined);
  });
});
