import assert from 'node:assert/strict';
import type { ChatView, ClippedText, ProblemView, RowView } from '../../src/protocol/view.ts';
import { PanelHarness, type PanelPage } from './harness.ts';
import { assistantRow, cut, emptyView, textPart, toolPart, userRow, whole } from './richView.ts';

describe('rows', () => {
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

  it('redraws no other part than the one that grows', async () => {
    const grown = [textPart('x', 'done'), textPart('y', 'grow', false)];
    await panel.show(emptyView({ rows: [assistantRow('a', grown, false)] }));
    const first = panel.page.locator('.markdown').first();
    await first.evaluate((element) => {
      element.querySelector('p')?.setAttribute('data-mark', 'kept');
    });
    await panel.change({ op: 'append', rowId: 'a', partId: 'y', text: 'ing' });
    assert.equal(await first.locator('[data-mark=kept]').count(), 1);
    assert.equal(await panel.page.locator('.markdown').nth(1).innerText(), 'growing');
  });

  it('shows the whole of a clipped output on demand, in pieces', async () => {
    const card = toolPart('t', {
      tool: 'bash',
      label: 'Ran',
      title: 'ls',
      body: { kind: 'bash', command: 'ls', output: cut('…end', 5000) },
    });
    await panel.show(emptyView({ rows: [assistantRow('a', [card])] }));
    await panel.page.getByTestId('tool-card').getByRole('button').first().click();
    await panel.page.getByText('Show all (5,000 characters)').click();
    const { key, rowId, partId, field } = await panel.waitForPost('showAll');
    assert.deepEqual([rowId, partId, field], ['a', 't', 'output']);
    await panel.send({ type: 'body', key, text: 'start ', isLast: false });
    await panel.send({ type: 'body', key, text: 'and end', isLast: true });
    assert.equal(await panel.page.getByLabel('Output').innerText(), 'start and end');
  });

  it('forgets the whole of a text with its row', async () => {
    const card = toolPart('t', {
      tool: 'other',
      label: 'Ran',
      title: 'x',
      body: { kind: 'other', input: whole(''), output: cut('…end', 5000) },
      status: 'error',
    });
    const view = emptyView({ rows: [assistantRow('a', [card]), userRow('u', 'next')] });
    await panel.show(view);
    await panel.page.locator('.show-all').click();
    const { key } = await panel.waitForPost('showAll');
    await panel.send({ type: 'body', key, text: 'start and end', isLast: true });
    await panel.change({ op: 'removeRow', id: 'u' });
    const output = panel.page.getByLabel('Output');
    assert.equal(await output.innerText(), 'start and end');
    await panel.show(emptyView());
    await panel.show(view);
    await panel.page.getByText('Show all (5,000 characters)').waitFor();
    assert.equal(await output.innerText(), '…end');
  });

  it('goes on with the output of a command after the whole of it was shown', async () => {
    const view = (status: 'running' | 'completed', output: ClippedText): ChatView => {
      const body = { kind: 'bash', command: 'make', output } as const;
      const card = { tool: 'bash', label: 'Ran', title: 'make', status, body };
      return emptyView({ rows: [assistantRow('a', [toolPart('t', card)])] });
    };
    const output = panel.page.getByLabel('Output');
    const showAll = panel.page.locator('.show-all');
    await panel.show(view('running', cut('…one', 5000)));
    await showAll.click();
    const { key } = await panel.waitForPost('showAll');
    await panel.send({ type: 'body', key, text: 'zero one', isLast: true });
    assert.equal(await output.innerText(), 'zero one');
    assert.equal(await showAll.count(), 0);
    await panel.show(view('running', cut('…two', 5000)));
    assert.equal(await output.innerText(), '…two');
    await panel.show(view('completed', cut('…done', 6000)));
    await panel.page.getByTestId('tool-card').getByRole('button').first().click();
    assert.equal(await output.innerText(), '…done');
    panel.posted.length = 0;
    await showAll.click();
    const next = await panel.waitForPost('showAll');
    await panel.send({ type: 'body', key: next.key, text: 'zero one two done', isLast: true });
    assert.equal(await output.innerText(), 'zero one two done');
  });

  it('keeps a clipped text when its whole does not come, and asks again', async () => {
    const card = toolPart('t', {
      tool: 'other',
      label: 'Ran',
      title: 'x',
      body: { kind: 'other', input: whole(''), output: cut('…end', 5000) },
      status: 'error',
    });
    await panel.show(emptyView({ rows: [assistantRow('a', [card])] }));
    const output = panel.page.getByLabel('Output');
    const showAll = panel.page.locator('.show-all');
    await showAll.click();
    const first = await panel.waitForPost('showAll');
    assert.equal(await output.innerText(), '…end');
    await panel.send({ type: 'body', key: first.key, text: '', isLast: true });
    assert.equal(await output.innerText(), '…end');
    assert.match(await showAll.innerText(), /^Show all/);
    for (const text of ['half', '']) {
      panel.posted.length = 0;
      await showAll.click();
      const { key } = await panel.waitForPost('showAll');
      if (text) await panel.send({ type: 'body', key, text, isLast: false });
      else await panel.send({ type: 'body', key, text: 'start and end', isLast: true });
    }
    assert.equal(await output.innerText(), 'start and end');
  });

  it('opens only the cards that matter now, and remembers what the person opened', async () => {
    const read = toolPart('t1', {
      tool: 'read',
      label: 'Read',
      title: 'a.ts',
      body: { kind: 'read', output: whole('content of a') },
    });
    const failed = toolPart('t2', {
      tool: 'webfetch',
      label: 'Fetched',
      title: 'example.org',
      status: 'error',
      error: 'No route',
      body: { kind: 'web', url: 'https://example.org', output: whole('') },
    });
    const view = emptyView({ rows: [assistantRow('a', [read, failed])] });
    await panel.show(view);
    assert.equal(await panel.page.getByText('No route').isVisible(), true);
    assert.equal(await panel.page.getByText('content of a').count(), 0);
    await panel.page.locator('[data-tool=read] button').first().click();
    await panel.recreate();
    await panel.show(view);
    assert.equal(await panel.page.getByText('content of a').isVisible(), true);
  });

  it('lets a prompt that waits be edited or taken back', async () => {
    const actions = [
      { id: 'editPrompt', label: 'Edit' },
      { id: 'cancelPrompt', label: 'Cancel' },
    ];
    const row = { ...userRow('u1', 'later'), state: 'queued' as const, actions };
    await panel.show(emptyView({ rows: [row] }));
    await panel.page.getByRole('button', { name: 'Edit' }).click();
    assert.deepEqual(await panel.waitForPost('act'), {
      type: 'act',
      action: 'editPrompt',
      rowId: 'u1',
    });
    panel.posted.length = 0;
    const cancel = panel.page.getByRole('button', { name: 'Cancel' });
    await cancel.focus();
    await cancel.press('Enter');
    assert.deepEqual(await panel.waitForPost('act'), {
      type: 'act',
      action: 'cancelPrompt',
      rowId: 'u1',
    });
    await panel.change({ op: 'removeRow', id: 'u1' });
    const input = panel.page.getByTestId('composer-input');
    assert.equal(await input.evaluate((element) => element === document.activeElement), true);
  });

  it('sends a prompt again once, however often it is clicked, until its row changes', async () => {
    const again = { id: 'retryPrompt', label: 'Send Again', isOnce: true };
    const problem = { title: 'No.', actions: [again, { id: 'openLog', label: 'Open Log' }] };
    await panel.show(emptyView({ rows: [failedRow(problem)] }));
    const button = panel.page.getByRole('button', { name: 'Send Again' });
    const log = panel.page.getByRole('button', { name: 'Open Log' });
    await button.dblclick({ force: true });
    await log.dblclick();
    await panel.change({ op: 'row', row: userRow('u2', 'another') });
    assert.equal(await button.isDisabled(), true);
    const actions = panel.postsOf('act').map((post) => 'action' in post && post.action);
    assert.deepEqual(actions, ['retryPrompt', 'openLog', 'openLog']);
    await panel.change({ op: 'row', row: failedRow({ ...problem, title: 'No again.' }) });
    await button.click();
    assert.equal(panel.postsOf('act').length, 4);
  });

  it('lets a prompt that fails again in the same way be sent again', async () => {
    const problem = {
      title: 'No.',
      actions: [{ id: 'retryPrompt', label: 'Send Again', isOnce: true }],
    };
    await panel.show(emptyView({ rows: [failedRow(problem)] }));
    const button = panel.page.getByRole('button', { name: 'Send Again' });
    await button.click();
    await button.click();
    assert.equal(panel.postsOf('act').length, 2);
  });

  it('goes on when one message cannot be drawn, and gives it raw', async () => {
    await panel.show(emptyView());
    await panel.page.evaluate(`
      const write = Date.prototype.toLocaleString;
      Date.prototype.toLocaleString = function () {
        if (this.getTime() === 13) throw new Error('cannot be drawn');
        return write.call(this);
      };`);
    const broken = { ...userRow('u2', 'broken'), at: 13 };
    await panel.show(
      emptyView({ rows: [userRow('u1', 'before'), broken, userRow('u3', 'after')] }),
    );
    const texts = panel.page.getByTestId('row-user').locator('.user-text');
    assert.deepEqual(await texts.allTextContents(), ['before', 'after']);
    assert.equal(await panel.page.getByText('This message could not be shown.').isVisible(), true);
    await panel.page.getByRole('button', { name: 'Copy raw' }).click();
    assert.deepEqual(JSON.parse((await panel.waitForPost('copy')).text), broken);
    await panel.change({ op: 'row', row: userRow('u4', 'new') });
    assert.deepEqual(await texts.allTextContents(), ['before', 'after', 'new']);
  });
});

function failedRow(problem: ProblemView): RowView {
  return { ...userRow('u1', 'do it'), state: 'failed', problem };
}
