import assert from 'node:assert/strict';
import { PanelHarness, type PanelPage } from './harness.ts';
import { assistantRow, emptyView, textPart, toolPart, userRow, whole } from './richView.ts';

const thought = { kind: 'reasoning', id: 'r', text: 'Hm.', isDone: true } as const;
const read = toolPart('t', {
  tool: 'read',
  label: 'Read',
  title: 'a.ts',
  body: { kind: 'read', output: whole('content of a') },
});
const rows = [
  userRow('u1', 'Where is it?'),
  assistantRow('a1', [
    thought,
    read,
    textPart('x', 'It is **here**:\n\n```ts\nconst here = 1;\n```'),
    textPart('y', 'See [it](src/a.ts).'),
  ]),
];

describe('the toolbar of a message', () => {
  const harness = new PanelHarness();
  let panel: PanelPage;
  before(() => harness.start());
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open();
  });
  afterEach(async () => {
    assert.deepEqual(panel.complaints, []);
    await panel.close();
  });

  const toolbar = (name: string) => panel.page.getByRole('toolbar', { name, exact: true });
  const focused = () => panel.page.evaluate('document.activeElement?.getAttribute("aria-label")');

  it('has the whole prompt and the written answer copied', async () => {
    await panel.show(emptyView({ rows }));
    await toolbar('Prompt').getByRole('button', { name: 'Copy prompt' }).click();
    assert.deepEqual(await panel.waitForPost('actOnMessage'), {
      type: 'actOnMessage',
      rowId: 'u1',
      action: 'copy',
    });
    panel.posted.length = 0;
    await toolbar('Answer').getByRole('button', { name: 'Copy answer as Markdown' }).click();
    assert.deepEqual(await panel.waitForPost('actOnMessage'), {
      type: 'actOnMessage',
      rowId: 'a1',
      action: 'copy',
    });
    await panel.page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  });

  it('copies an answer without the marks of Markdown', async () => {
    await panel.show(emptyView({ rows }));
    await toolbar('Answer').getByRole('button', { name: 'Copy answer as plain text' }).click();
    const { text } = await panel.waitForPost('copy');
    assert.match(text, /^It is here:\n+const here = 1;\n+See it\.$/);
  });

  it('is one stop of the Tab key, with the arrows from there', async () => {
    await panel.show(emptyView({ rows }));
    await toolbar('Answer').getByRole('button').first().focus();
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'Copy answer as plain text');
    await panel.page.keyboard.press('ArrowLeft');
    assert.equal(await focused(), 'Copy answer as Markdown');
    await panel.page.keyboard.press('End');
    assert.equal(await focused(), 'Fork the session after this answer');
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'Copy answer as Markdown');
    assert.equal(await toolbar('Answer').locator('[tabindex="0"]').count(), 1);
    await panel.page.keyboard.press('Tab');
    assert.equal(await toolbar('Answer').locator(':focus').count(), 0);
  });

  it('offers only what can be done here', async () => {
    await panel.show(emptyView({ rows, offers: ['copy'] }));
    assert.equal(await panel.page.getByRole('button', { name: /^Fork/ }).count(), 0);
    await panel.change({ op: 'frame', frame: { offers: ['copy', 'fork'] } });
    await toolbar('Prompt').getByRole('button', { name: /^Fork/ }).click();
    const { rowId, action } = await panel.waitForPost('actOnMessage');
    assert.deepEqual([rowId, action], ['u1', 'fork']);
  });

  it('puts an earlier prompt into the composer, and the draft back on Escape', async () => {
    await panel.show(emptyView({ rows }));
    const input = panel.page.getByTestId('composer-input');
    await input.fill('mine');
    await toolbar('Prompt').getByRole('button', { name: 'Change this prompt' }).click();
    assert.equal((await panel.waitForPost('actOnMessage')).action, 'edit');
    await panel.send({ type: 'editPrompt', rowId: 'u1', text: 'Where is it?' });
    const note = panel.page.getByTestId('edit-note');
    await note.waitFor();
    assert.equal(await input.inputValue(), 'Where is it?');
    await input.press('Escape');
    assert.equal(await input.inputValue(), 'mine');
    assert.equal(await note.count(), 0);
    assert.equal(panel.postsOf('stop').length, 0);
    await panel.send({ type: 'editPrompt', rowId: 'u1', text: 'Where is it?' });
    await input.fill('Where is it now?');
    await input.press('Enter');
    const { text, replaces, promptKey } = await panel.waitForPost('prompt');
    assert.deepEqual([text, replaces], ['Where is it now?', 'u1']);
    await panel.send({ type: 'promptTaken', promptKey });
    assert.equal(await input.inputValue(), 'mine');
  });

  it('lets a session be compacted from its header, but not one that has not begun', async () => {
    await panel.show(emptyView());
    const button = panel.page.getByRole('button', { name: 'Compact session' });
    assert.equal(await button.count(), 0);
    const chat = { rootId: '/work/repo', sessionId: 's1' };
    const header = { title: 'Long one', root: 'sample', usage: '', isNew: false, chat };
    await panel.show(emptyView({ header, rows }));
    await button.click();
    assert.equal((await panel.waitForPost('act')).action, 'compactSession');
  });

  it('tells what is taken back, with a way back by the keyboard', async () => {
    const text = '1 prompt and what followed is taken back.';
    const actions = [{ id: 'restoreReverted', label: 'Restore' }];
    const notice = { kind: 'notice', id: 'reverted', icon: 'discard', text, actions } as const;
    await panel.show(emptyView({ rows: [userRow('u0', 'before'), notice] }));
    const restore = panel.page.getByTestId('row-notice').getByRole('button', { name: 'Restore' });
    await restore.focus();
    await restore.press('Enter');
    const { action, rowId } = await panel.waitForPost('act');
    assert.deepEqual([action, rowId], ['restoreReverted', 'reverted']);
    await panel.change({ op: 'removeRow', id: 'reverted' });
    const input = panel.page.getByTestId('composer-input');
    assert.equal(await input.evaluate((element) => element === document.activeElement), true);
  });

  it('stays out of the way until it is wanted, and inside a narrow panel', async () => {
    await panel.page.setViewportSize({ width: 240, height: 600 });
    await panel.show(emptyView({ rows }));
    const opacity = () =>
      toolbar('Prompt').evaluate((element) => getComputedStyle(element).opacity);
    await panel.page.getByTestId('composer-input').focus();
    assert.equal(await opacity(), '0');
    await toolbar('Prompt').getByRole('button').first().focus();
    assert.equal(await opacity(), '1');
    const width = await panel.page.evaluate('document.documentElement.scrollWidth');
    assert.equal(width, 240);
  });
});
