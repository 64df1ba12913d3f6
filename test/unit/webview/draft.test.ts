import assert from 'node:assert/strict';
import { maxTextLength, parseToHost, type ToHost } from '../../../src/protocol/toHost.ts';
import { Draft } from '../../../src/webview/draft.ts';
import { SavedState } from '../../../src/webview/savedState.ts';
import { emptyView } from '../../webview/richView.ts';

const { composer } = emptyView();

describe('Draft', () => {
  let stored: unknown;
  let posted: ToHost[];
  let draft: Draft;
  const restart = (): void => {
    const storage = {
      readState: () => stored,
      writeState: (state: unknown) => {
        stored = structuredClone(state);
      },
    };
    draft = new Draft(new SavedState(storage), (message) => posted.push(message));
  };
  const lastKey = (): string => {
    const message = posted.at(-1);
    return message?.type === 'prompt' ? message.promptKey : '';
  };
  beforeEach(() => {
    stored = undefined;
    posted = [];
    restart();
    draft.follow(composer);
  });

  it('starts empty over any stored state', () => {
    for (const state of [undefined, null, 'x', { drafts: 1 }, { drafts: { a: 1 } }]) {
      stored = state;
      restart();
      draft.follow(composer);
      assert.equal(draft.text.value, '');
    }
  });

  it('names each prompt differently', () => {
    draft.edit('same');
    draft.send();
    const first = lastKey();
    draft.edit('same');
    draft.send();
    assert.notEqual(lastKey(), first);
  });

  it('keeps the text of a prompt until it is taken', () => {
    draft.edit('do it');
    draft.send();
    assert.equal(draft.text.value, '');
    draft.refused(lastKey(), 'Not now.');
    assert.equal(draft.text.value, 'do it');
    assert.equal(draft.refusal.value, 'Not now.');
    draft.send();
    assert.equal(draft.refusal.value, '');
    draft.taken(lastKey());
    draft.refused(lastKey(), 'Too late.');
    assert.equal(draft.text.value, '');
  });

  it('keeps a prompt that is too long for the host, and says by how much', () => {
    draft.edit('x'.repeat(maxTextLength + 1));
    draft.send();
    assert.deepEqual(posted, []);
    assert.equal(draft.text.value.length, maxTextLength + 1);
    assert.equal(
      draft.refusal.value,
      'A prompt can have at most 200,000 characters; this one has 200,001.',
    );
    draft.edit('x'.repeat(maxTextLength));
    draft.send();
    assert.notEqual(parseToHost(posted[0]), undefined);
    assert.equal(draft.refusal.value, '');
  });

  it('ignores the answer to a prompt that it does not know', () => {
    draft.edit('mine');
    draft.refused('other', 'No.');
    assert.equal(draft.text.value, 'mine');
  });

  it('takes the text along when its conversation becomes a session', () => {
    draft.edit('typed meanwhile');
    const session = { ...composer, draftKey: 's1', previousDraftKey: composer.draftKey };
    draft.follow(session);
    assert.equal(draft.text.value, 'typed meanwhile');
    draft.follow(composer);
    assert.equal(draft.text.value, '');
    draft.edit('another');
    draft.follow({ ...session, draftKey: 's2', previousDraftKey: 'root:other' });
    assert.equal(draft.text.value, '');
    draft.follow(composer);
    draft.follow(session);
    assert.equal(draft.text.value, 'typed meanwhile');
    draft.follow(composer);
    assert.equal(draft.text.value, 'another');
  });

  it('goes through the history only from an untouched text', () => {
    draft.follow({ ...composer, history: ['b', 'a'] });
    assert.equal(draft.recall(-1), false);
    assert.equal(draft.recall(1), true);
    assert.equal(draft.recall(1), true);
    assert.equal(draft.recall(1), false);
    assert.equal(draft.text.value, 'a');
    draft.edit('a!');
    assert.equal(draft.recall(1), false);
    assert.equal(draft.recall(-1), false);
    assert.equal(draft.text.value, 'a!');
  });
});
