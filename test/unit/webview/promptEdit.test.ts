import assert from 'node:assert/strict';
import { createDeferred } from '../../../src/base/deferred.ts';
import { PromptDesk } from '../../support/promptDesk.ts';
import { settled } from '../../support/sessionWorld.ts';

/** What the person wrote, the edited prompt and the earlier one: none of them is ever lost. */
describe('an earlier prompt that is edited', () => {
  let desk: PromptDesk;
  let rowId: string;

  beforeEach(async () => {
    desk = new PromptDesk();
    await desk.open();
    await desk.send('do it');
    rowId = promptIds().at(-1) ?? '';
    page().draft.edit('mine');
    page().edit.begin(rowId, 'do it');
  });

  afterEach(() => desk.closeWindow());

  const page = () => {
    assert.ok(desk.page);
    return desk.page;
  };
  const promptIds = () =>
    [...desk.world.state.transcripts.values()].flatMap(({ messages }) =>
      [...messages].map(({ id }) => String(id)),
    );
  const revertedFrom = () =>
    [...desk.world.state.sessions.values()].map((session) => session.revertedFrom);

  it('stands in the composer until it is given up, and the draft comes back', () => {
    assert.deepEqual([page().draft.text.value, page().edit.isActive.value], ['do it', true]);
    assert.equal(page().edit.cancel(), true);
    assert.deepEqual([page().draft.text.value, page().edit.isActive.value], ['mine', false]);
    assert.equal(page().edit.cancel(), false);
  });

  const file = (id: string) => ({ id, name: `${id}.png`, mime: 'image/png', size: 1 });
  const files = () => page().draft.files.all.value.map(({ id }) => id);

  it('has its own files, and those of the draft come back with it', async () => {
    page().edit.cancel();
    page().draft.files.add(file('mine'));
    page().edit.begin(rowId, 'do it', [file('theirs')]);
    assert.deepEqual(files(), ['theirs']);
    page().edit.cancel();
    assert.deepEqual(files(), ['mine']);
    page().edit.begin(rowId, 'do it', [file('theirs')]);
    desk.consent = () => Promise.resolve(true);
    await desk.send('do it better');
    assert.equal(desk.world.backend.prompts.at(-1)?.text, 'do it better');
    assert.deepEqual([page().draft.text.value, files()], ['mine', ['mine']]);
  });

  it('keeps its files where the person does not agree', async () => {
    page().edit.begin(rowId, 'do it', [file('theirs')]);
    await desk.send('do it better');
    assert.deepEqual(files(), ['theirs']);
    page().edit.cancel();
    assert.deepEqual(files(), []);
  });

  it('takes back the earlier one once the person agrees, and is sent', async () => {
    desk.consent = () => Promise.resolve(true);
    await desk.send('do it better');
    assert.deepEqual(revertedFrom(), [rowId]);
    assert.equal(desk.world.backend.prompts.at(-1)?.text, 'do it better');
    assert.deepEqual([page().draft.text.value, page().edit.isActive.value], ['mine', false]);
  });

  it('is back, and nothing is taken back, where the person does not agree', async () => {
    await desk.send('do it better');
    assert.deepEqual(revertedFrom(), [undefined]);
    assert.equal(desk.world.backend.prompts.length, 1);
    assert.deepEqual([page().draft.text.value, page().edit.isActive.value], ['do it better', true]);
    assert.match(page().draft.refusal.value, /Nothing was taken back/);
    page().edit.cancel();
    assert.equal(page().draft.text.value, 'mine');
  });

  it('is back where OpenCode refuses to take the earlier one back', async () => {
    desk.consent = () => Promise.resolve(true);
    desk.world.backend.failNext('revertSession');
    await desk.send('do it better');
    assert.equal(desk.world.backend.prompts.length, 1);
    assert.deepEqual([page().draft.text.value, page().edit.isActive.value], ['do it better', true]);
  });

  it('is still being edited after a reload', async () => {
    page().draft.edit('do it bet');
    await desk.reload();
    assert.deepEqual([page().draft.text.value, page().edit.isActive.value], ['do it bet', true]);
    page().edit.cancel();
    assert.equal(page().draft.text.value, 'mine');
  });

  it('is not lost with a page that is gone while the person is asked', async () => {
    const answer = createDeferred<boolean>();
    desk.consent = () => answer.promise;
    await desk.send('do it better');
    desk.openPage();
    assert.deepEqual([page().draft.text.value, page().edit.isActive.value], ['', false]);
    answer.resolve(false);
    await settled();
    assert.deepEqual([page().draft.text.value, page().edit.isActive.value], ['do it better', true]);
  });

  it('is sent as a new one where the earlier one is gone', async () => {
    const [session] = desk.world.state.sessions.values();
    assert.ok(session);
    desk.world.backend.emit({
      kind: 'sessionChanged',
      session: { ...session, revertedFrom: rowId },
    });
    await desk.send('do it better');
    assert.equal(desk.world.backend.callsOf('revertSession'), 0);
    assert.equal(desk.world.backend.prompts.at(-1)?.text, 'do it better');
  });

  it('gives way to another one, and the draft waits on', () => {
    page().edit.begin(rowId, 'the other one');
    assert.equal(page().draft.text.value, 'the other one');
    page().edit.cancel();
    assert.equal(page().draft.text.value, 'mine');
  });
});
