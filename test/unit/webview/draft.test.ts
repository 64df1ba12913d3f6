import assert from 'node:assert/strict';
import { maxTextLength, parseToHost, type ToHost } from '../../../src/protocol/toHost.ts';
import { Draft } from '../../../src/webview/draft.ts';
import { SavedState } from '../../../src/webview/savedState.ts';
import { emptyView } from '../../webview/richView.ts';

const { composer } = emptyView();

describe('Draft', () => {
  let stored: unknown;
  let posted: ToHost[];
  let saved: SavedState;
  let draft: Draft;
  const restart = (): void => {
    const storage = {
      readState: () => stored,
      writeState: (state: unknown) => {
        stored = structuredClone(state);
      },
    };
    saved = new SavedState(storage);
    draft = new Draft(saved, (message) => posted.push(message));
  };
  const send = (text: string): string => {
    draft.edit(text);
    draft.send();
    return lastKey();
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

  it('asks what became of the prompts that were not answered, the newest first', () => {
    const keys = ['one', 'two', 'three'].map(send);
    restart();
    assert.deepEqual(saved.sentKeys(), keys.toReversed());
    draft.taken(keys[1] ?? '');
    assert.deepEqual(saved.sentKeys(), [keys[2], keys[0]]);
  });

  it('says nothing of a prompt after a reload before it is answered, whatever the history has', () => {
    for (const history of [[], ['continue'], ['something else']]) {
      const key = send('continue');
      restart();
      draft.follow({ ...composer, history });
      assert.equal(draft.text.value, '');
      draft.taken(key);
      assert.equal(draft.text.value, '');
    }
  });

  it('gets back which of several equal prompts was lost, however long it is', () => {
    const text = ' continue\n'.repeat(19_000);
    const [taken, lost] = [send(text), send(text)];
    restart();
    draft.follow({ ...composer, history: [text.trim()] });
    draft.refused(lost, 'Lost.');
    draft.taken(taken);
    assert.equal(draft.text.value, text);
    assert.deepEqual(saved.sentKeys(), []);
  });

  it('gets lost prompts back in their order, in front of what was typed since', () => {
    send('one');
    send('two');
    draft.edit('typed since');
    restart();
    draft.follow(composer);
    for (const key of saved.sentKeys()) draft.refused(key, 'Lost.');
    assert.equal(draft.text.value, 'one\ntwo\ntyped since');
  });

  it('gets a lost prompt back where it was written, and nowhere else', () => {
    const key = send('for this one');
    draft.follow({ ...composer, draftKey: 's2' });
    draft.edit('for another');
    draft.refused(key, 'Lost.');
    assert.deepEqual([draft.text.value, draft.refusal.value], ['for another', '']);
    restart();
    draft.follow(composer);
    assert.equal(draft.text.value, 'for this one');
  });

  it('gets a lost prompt back in the session that its conversation became', () => {
    const session = { ...composer, draftKey: 's1', previousDraftKey: composer.draftKey };
    const live = send('before');
    draft.follow(session);
    draft.refused(live, 'Lost.');
    assert.equal(draft.text.value, 'before');
    draft.follow(composer);
    const hidden = send('after');
    restart();
    draft.follow(session);
    draft.refused(hidden, 'Lost.');
    assert.equal(draft.text.value, 'after\nbefore');
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

  const file = { id: 'f1', name: 'a.png', mime: 'image/png', size: 3 };

  it('sends its files, also without a text, and gets them back when it is refused', () => {
    draft.files.add(file);
    draft.send();
    const message = posted.at(-1);
    assert.deepEqual(message?.type === 'prompt' && message.files, [file]);
    assert.deepEqual(draft.files.all.value, []);
    restart();
    draft.follow(composer);
    for (const key of saved.sentKeys()) draft.refused(key, 'Lost.');
    assert.deepEqual(draft.files.all.value, [file]);
  });

  it('keeps files and chosen mentions with the text over a reload, and takes them along', () => {
    draft.edit('see @a.ts and @b.ts');
    draft.addMention('@a.ts');
    draft.addMention('@gone.ts');
    draft.files.add(file);
    restart();
    draft.follow(composer);
    assert.deepEqual(draft.files.all.value, [file]);
    draft.follow({ ...composer, draftKey: 's1', previousDraftKey: composer.draftKey });
    draft.send();
    const message = posted.at(-1);
    assert.equal(message?.type, 'prompt');
    assert.deepEqual(message?.type === 'prompt' && [message.mentions, message.files], [
      ['@a.ts'],
      [file],
    ]);
    draft.follow(composer);
    assert.deepEqual(draft.files.all.value, []);
  });

  it('waits for a file that is on its way, wherever its conversation goes meanwhile', () => {
    draft.edit('with a file');
    assert.equal(draft.files.expect('f1', 'data:image/png,small'), true);
    draft.send();
    assert.deepEqual(posted, []);
    assert.equal(draft.refusal.value, 'A file is still being read.');
    draft.follow({ ...composer, draftKey: 's1', previousDraftKey: composer.draftKey });
    draft.files.add(file);
    assert.deepEqual(draft.files.all.value, [{ ...file, preview: 'data:image/png,small' }]);
    draft.send();
    assert.equal(posted.length, 1);
  });

  it('takes no more files than a prompt can have', () => {
    const all = Array.from({ length: 20 }, (_, index) => ({ ...file, id: `f${index}` }));
    for (const one of all) draft.files.add(one);
    assert.equal(draft.files.expect('more'), false);
    draft.files.remove('f3');
    assert.equal(draft.files.expect('more'), true);
  });

  it('ignores the answer to a prompt that it does not know', () => {
    draft.edit('mine');
    draft.refused('other', 'No.');
    assert.deepEqual([draft.text.value, draft.refusal.value], ['mine', '']);
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
