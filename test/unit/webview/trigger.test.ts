import assert from 'node:assert/strict';
import { triggerAt } from '../../../src/webview/completion/trigger.ts';

/** The caret is where `|` stands. */
const at = (text: string) => {
  const found = triggerAt(text.replace('|', ''), text.indexOf('|'));
  return found && `${found.sign}${found.query} from ${found.start}`;
};

describe('what opens the list', () => {
  it('is an @ at the start of a word, up to the caret', () => {
    assert.equal(at('@|'), '@ from 0');
    assert.equal(at('see @src/a|.ts now'), '@src/a from 4');
    assert.equal(at('(@a|'), '@a from 1');
    assert.equal(at('line\n@a|'), '@a from 5');
  });

  it('is no @ within a word, nor one that a space ended', () => {
    assert.equal(at('me@a|'), undefined);
    assert.equal(at('@a |'), undefined);
    assert.equal(at('|@a'), undefined);
  });

  it('goes on over spaces in quotes', () => {
    assert.equal(at('see @"my notes/a b|'), '@my notes/a b from 4');
    assert.equal(at('see @"my notes" |'), undefined);
  });

  it('is a / at the very start only', () => {
    assert.equal(at('/|'), '/ from 0');
    assert.equal(at('/com|'), '/com from 0');
    assert.equal(at('/init |'), undefined);
    assert.equal(at(' /a|'), undefined);
    assert.equal(at('and/or|'), undefined);
  });

  it('is nothing that is too long to be meant', () => {
    assert.equal(at(`@${'x'.repeat(500)}|`), undefined);
    assert.equal(at(`/${'x'.repeat(500)}|`), undefined);
  });
});
