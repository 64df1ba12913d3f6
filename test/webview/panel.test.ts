import assert from 'node:assert/strict';
import type { FramePatch } from '../../src/protocol/toWebview.ts';
import { PanelHarness, type PanelPage } from './harness.ts';
import { emptyView, richView, userRow } from './richView.ts';

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

  it('says in its header what the session is at', async () => {
    await panel.show(emptyView());
    const state = panel.page.getByTestId('header-state');
    const [since, nextAt] = [Date.now(), Date.now() + 9000];
    const problem = { title: 'OpenCode was not found.', actions: [] };
    const frames: readonly (readonly [FramePatch, string])[] = [
      [{}, 'Ready'],
      [{ activity: { kind: 'busy' } }, 'Working'],
      [{ activity: { kind: 'waiting' } }, 'Waiting for you'],
      [{ activity: { kind: 'retry', attempt: 2, message: 'Busy.', nextAt } }, 'Trying again'],
      [{ activity: { kind: 'stopping' } }, 'Stopping'],
      [{ server: { kind: 'reconnecting', since } }, 'Reconnecting'],
      [{ server: { kind: 'starting', phase: 'Starting OpenCode', since } }, 'Starting'],
      [{ server: { kind: 'problem', problem } }, 'Stopped'],
      [{ server: { kind: 'stopped' } }, 'Stopped'],
    ];
    for (const [frame, text] of frames) {
      await panel.change({ op: 'frame', frame });
      assert.equal(await state.innerText(), text);
    }
  });

  it('says once only that it waits for the person', async () => {
    const { requests } = richView();
    await panel.show(emptyView({ activity: { kind: 'waiting' } }));
    const activity = panel.page.getByTestId('activity');
    assert.equal(await activity.innerText(), 'Waiting for you');
    await panel.change({ op: 'frame', frame: { requests } });
    assert.equal(await activity.textContent(), '');
    assert.equal(await activity.getAttribute('data-activity'), 'waiting');
  });

  it('is free for the next prompt as soon as a turn is being stopped', async () => {
    await panel.show(emptyView({ activity: { kind: 'busy' } }));
    const [stop, input] = ['composer-stop', 'composer-input'].map((id) =>
      panel.page.getByTestId(id),
    );
    assert.ok(stop && input);
    await stop.click();
    await panel.waitForPost('stop');
    await panel.change({ op: 'frame', frame: { activity: { kind: 'stopping' } } });
    assert.equal(await stop.count(), 0);
    assert.equal(await panel.page.getByTestId('activity').innerText(), 'Stopping…');
    await input.fill('And now this');
    assert.equal(
      await panel.page.getByTestId('composer-send').getAttribute('title'),
      'Send (Enter)',
    );
    await input.press('Escape');
    await input.press('Enter');
    await panel.waitForPost('prompt');
    assert.equal(panel.postsOf('stop').length, 1);
  });

  it('offers a way out of a turn that does not stop', async () => {
    const title = 'OpenCode has not confirmed that “Fix it” was stopped.';
    const actions = [{ id: 'restartServer', label: 'Restart Server' }];
    await panel.show(emptyView({ activity: { kind: 'stopping', problem: { title, actions } } }));
    const activity = panel.page.getByTestId('activity');
    assert.ok((await activity.innerText()).includes(title));
    await activity.getByRole('button', { name: 'Restart Server' }).click();
    assert.deepEqual(await panel.waitForPost('act'), { type: 'act', action: 'restartServer' });
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
