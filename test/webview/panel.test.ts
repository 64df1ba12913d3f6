import assert from 'node:assert/strict';
import type { ChatView, ClippedText, RowView } from '../../src/protocol/view.ts';
import { PanelHarness, type PanelPage } from './harness.ts';
import {
  assistantRow,
  cut,
  emptyView,
  richView,
  textPart,
  toolPart,
  userRow,
  whole,
} from './richView.ts';

describe('panel', () => {
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

  it('asks once for everything after a gap, and goes on from there', async () => {
    await panel.show(emptyView());
    panel.skipRevision();
    await panel.change({ op: 'row', row: userRow('u1', 'lost') });
    await panel.change({ op: 'row', row: userRow('u2', 'lost too') });
    assert.equal((await panel.waitForPost('resync')).type, 'resync');
    assert.equal(panel.postsOf('resync').length, 1);
    assert.equal(await panel.page.getByTestId('row-user').count(), 0);
    await panel.show(emptyView({ rows: [userRow('u1', 'found')] }));
    await panel.change({ op: 'row', row: userRow('u2', 'next') });
    assert.deepEqual(
      await panel.page.getByTestId('row-user').locator('.user-text').allTextContents(),
      ['found', 'next'],
    );
  });

  it('ignores what is not a message of the host', async () => {
    await panel.show(emptyView());
    await panel.send({ type: 'snapshot', revision: 9, view: { header: 1 } });
    await panel.send({ type: 'delta', revision: 2, ops: [{ op: 'row', row: { kind: 'user' } }] });
    await panel.send({ type: 'something else' });
    await panel.send({});
    await panel.change({ op: 'row', row: userRow('u1', 'still works') });
    assert.equal(await panel.page.getByTestId('row-user').count(), 1);
    assert.deepEqual(panel.postsOf('resync'), []);
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

  it('follows the end while the reader is there, and never pulls them away', async () => {
    const rows: RowView[] = Array.from({ length: 40 }, (_, index) =>
      userRow(`u${index}`, `Message ${index}\nwith\nthree lines`),
    );
    await panel.show(
      emptyView({ rows: [...rows, assistantRow('a', [textPart('x', '', false)], false)] }),
    );
    const transcript = panel.page.getByTestId('transcript');
    const jump = panel.page.getByTestId('jump-to-latest');
    const distance = (): Promise<number> =>
      transcript.evaluate((el) => Math.round(el.scrollHeight - el.clientHeight - el.scrollTop));
    const append = { op: 'append', rowId: 'a', partId: 'x', text: 'A line of text.\n\n' } as const;
    await panel.change(...Array.from({ length: 30 }, () => append));
    await panel.page.waitForTimeout(100);
    assert.ok((await distance()) <= 1);
    assert.equal(await jump.count(), 0);

    await transcript.hover();
    await panel.page.mouse.wheel(0, -900);
    await jump.waitFor();
    // Wheel scrolling is eased; wait until it rests.
    await panel.page.waitForTimeout(300);
    const read = panel.page.getByTestId('row-user').nth(35);
    const top = (): Promise<number> =>
      read.evaluate((element) => Math.round(element.getBoundingClientRect().top));
    const before = await top();
    await panel.change(...Array.from({ length: 30 }, () => append));
    await panel.page.waitForTimeout(100);
    assert.equal(await top(), before);

    await jump.click();
    await panel.page.waitForTimeout(100);
    assert.ok((await distance()) <= 1);
    assert.equal(await jump.count(), 0);
  });

  it('shows another session from its end, and an empty one from its start', async () => {
    await panel.page.setViewportSize({ width: 300, height: 420 });
    const { composer } = emptyView();
    const rows = Array.from({ length: 30 }, (_, index) => userRow(`u${index}`, `Message ${index}`));
    await panel.show(emptyView({ rows, composer: { ...composer, draftKey: 'a' } }));
    const transcript = panel.page.getByTestId('transcript');
    await transcript.hover();
    await panel.page.mouse.wheel(0, -900);
    await panel.page.getByTestId('jump-to-latest').waitFor();
    await panel.show(emptyView({ rows, composer: { ...composer, draftKey: 'b' } }));
    await panel.page.getByTestId('jump-to-latest').waitFor({ state: 'detached' });
    assert.equal(await panel.page.getByText('Message 29').isVisible(), true);
    await panel.show(emptyView());
    await panel.page.waitForTimeout(100);
    assert.equal(await transcript.evaluate((element) => element.scrollTop), 0);
  });

  it('is where it was after a reload, once the conversation has arrived', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => userRow(`u${index}`, `Message ${index}`));
    const transcript = panel.page.getByTestId('transcript');
    const top = (): Promise<number> => transcript.evaluate((element) => element.scrollTop);
    await panel.show(emptyView({ rows }));
    await transcript.hover();
    await panel.page.mouse.wheel(0, -600);
    await panel.page.getByTestId('jump-to-latest').waitFor();
    await panel.page.waitForTimeout(300);
    const before = await top();
    await panel.recreate();
    await panel.page.waitForTimeout(100);
    await panel.show(emptyView({ isLoading: true }));
    await panel.page.waitForTimeout(100);
    await panel.show(emptyView({ rows }));
    await panel.page.waitForTimeout(100);
    assert.equal(Math.abs((await top()) - before) <= 2, true);
    assert.equal(await panel.page.getByTestId('jump-to-latest').isVisible(), true);
  });

  it('keeps the place when older messages come above it', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => userRow(`u${index}`, `Message ${index}`));
    await panel.show(emptyView({ rows, hasOlder: true }));
    const transcript = panel.page.getByTestId('transcript');
    await panel.page.waitForTimeout(100);
    await transcript.hover();
    await panel.page.mouse.wheel(0, -9000);
    await panel.page.getByTestId('load-older').click();
    await panel.waitForPost('loadOlder');
    const first = panel.page.getByTestId('row-user').filter({ hasText: /^YouMessage 0$/ });
    const before = await first.evaluate((element) => element.getBoundingClientRect().top);
    await panel.change(
      ...Array.from({ length: 20 }, (_, index) => ({
        op: 'row' as const,
        row: userRow(`old${index}`, `Older ${index}\nsecond line`),
        before: 'u0',
      })),
    );
    await panel.page.waitForTimeout(100);
    const after = await first.evaluate((element) => element.getBoundingClientRect().top);
    assert.ok(Math.abs(after - before) <= 2, `moved by ${after - before}`);
  });

  it('says that the server starts, takes a prompt meanwhile, and offers what helps', async () => {
    const since = Date.now() - 5000;
    await panel.show(
      emptyView({ server: { kind: 'starting', phase: 'Starting OpenCode', since } }),
    );
    const banner = panel.page.getByTestId('server-banner');
    assert.match(await banner.innerText(), /Starting OpenCode… \d s/);
    await panel.page.getByTestId('composer-input').fill('early');
    await panel.page.getByTestId('composer-send').click();
    await panel.waitForPost('prompt');
    const problem = {
      title: 'OpenCode was not found.',
      actions: [{ id: 'install', label: 'Install' }],
    };
    await panel.change({ op: 'frame', frame: { server: { kind: 'problem', problem } } });
    await banner.getByRole('button', { name: 'Install' }).click();
    assert.deepEqual(await panel.waitForPost('act'), { type: 'act', action: 'install' });
    await panel.change({ op: 'frame', frame: { server: { kind: 'ready' } } });
    assert.equal(await banner.count(), 0);
  });

  it('keeps which session it shows where the host finds it after a reload', async () => {
    const view = emptyView();
    const chat = { rootId: 'r', sessionId: 's' };
    await panel.show({ ...view, header: { ...view.header, chat } });
    const state: unknown = await panel.page.evaluate('acquireVsCodeApi().getState()');
    assert.ok(typeof state === 'object' && state !== null && 'chat' in state);
    assert.deepEqual(state.chat, chat);
  });

  it('says that a conversation loads, and calls it empty only when it is', async () => {
    const view = emptyView();
    const header = { ...view.header, title: 'Known', isNew: false };
    const { page } = panel;
    await panel.show({ ...view, header, isLoading: true, rows: [userRow('u1', 'stale')] });
    const loading = page.getByTestId('transcript').getByRole('status');
    assert.equal(await loading.innerText(), 'Loading…');
    assert.equal(await page.getByTestId('empty-state').count(), 0);
    assert.equal(await page.getByText('stale').count(), 0);
    await panel.change({ op: 'frame', frame: { isLoading: false } });
    assert.equal(await loading.count(), 0);
    assert.equal(await page.getByText('stale').isVisible(), true);
    await panel.change({ op: 'removeRow', id: 'u1' });
    assert.equal(await page.getByTestId('empty-state').isVisible(), true);
  });

  it('remembers its session while nothing is known of it yet', async () => {
    const view = emptyView();
    const chat = { rootId: 'r', sessionId: 's' };
    const savedChat = async (): Promise<unknown> => {
      const state: unknown = await panel.page.evaluate('acquireVsCodeApi().getState()');
      return typeof state === 'object' && state !== null && 'chat' in state && state.chat;
    };
    await panel.show({ ...view, header: { ...view.header, chat, isNew: false } });
    await panel.recreate();
    await panel.show({ ...view, isLoading: true });
    assert.deepEqual(await savedChat(), chat);
    await panel.show({ ...view, header: { ...view.header, isNew: false } });
    assert.deepEqual(await savedChat(), chat);
    await panel.show(view);
    assert.equal(await savedChat(), false);
  });

  it('has no horizontal overflow at 240 px', async () => {
    await panel.page.setViewportSize({ width: 240, height: 700 });
    const view = richView();
    await panel.show({
      ...view,
      header: { ...view.header, title: 'averyveryverylongwordthatneverbreaks'.repeat(3) },
      rows: [...view.rows, userRow('u9', 'x'.repeat(400))],
    });
    const wide = await panel.page.evaluate(() =>
      [...document.querySelectorAll('.panel, .dock, .composer, .transcript, .request')]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => element.className),
    );
    assert.deepEqual(wide, []);
  });
});
