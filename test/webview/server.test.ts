import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { ChatView, ServerView } from '../../src/protocol/view.ts';
import { PanelHarness, type PanelPage } from './harness.ts';
import { assistantRow, emptyView, textPart, userRow } from './richView.ts';

const ended = 'The OpenCode server was ended by the system or by another program.';

describe('the state of the server in the panel', () => {
  const harness = new PanelHarness();
  let panel: PanelPage;
  before(() => harness.start());
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open();
  });
  afterEach(async () => {
    const { violations } = await new AxeBuilder({ page: panel.page }).analyze();
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    );
    assert.deepEqual(panel.complaints, []);
    await panel.close();
  });

  const banner = () => panel.page.getByTestId('server-banner');
  const restarting = (at: number): ServerView => ({
    kind: 'restarting',
    text: ended,
    at,
    action: { id: 'retry', label: 'Restart Now' },
  });

  it('counts the seconds until it starts again, without being told of each', async () => {
    await panel.show(talk(restarting(Date.now() + 2_400)));
    await banner().getByText(ended).waitFor();
    await banner()
      .getByText(/Starting again in [12] s\./)
      .waitFor();
    await panel.screenshot('server-restarting');
    await banner().getByText('Starting again…').waitFor();
    assert.equal(await panel.page.getByTestId('header-state').innerText(), 'Restarting');
    assert.equal(await panel.page.getByRole('alert').count(), 0);
  });

  it('starts it at once for who does not want to wait', async () => {
    await panel.show(talk(restarting(Date.now() + 60_000)));
    await banner().getByRole('button', { name: 'Restart Now' }).click();
    assert.equal((await panel.waitForPost('act')).action, 'retry');
  });

  it('says quietly why it was stopped, and takes a prompt all the same', async () => {
    const note = 'OpenCode was stopped because it was idle. It starts again with your next prompt.';
    await panel.show(talk({ kind: 'stopped', note }));
    await banner().getByText(note).waitFor();
    await panel.screenshot('server-idle');
    await panel.page.getByTestId('composer-input').fill('Go on');
    await panel.page.getByTestId('composer-input').press('Enter');
    assert.equal((await panel.waitForPost('prompt')).text, 'Go on');
  });

  it('says nothing of one that a person stopped', async () => {
    await panel.show(talk({ kind: 'stopped' }));
    assert.equal(await banner().count(), 0);
  });

  for (const width of [240, 420])
    it(`shows what a crash has cut off, ${width} wide`, async () => {
      await panel.page.setViewportSize({ width, height: 700 });
      await panel.show(talk(restarting(Date.now() + 60_000)));
      await panel.page.getByText('before this turn was finished').waitFor();
      await panel.page.getByRole('button', { name: 'Send Again' }).click();
      const { action, rowId } = await panel.waitForPost('act');
      assert.deepEqual([action, rowId], ['retryPrompt', 'a1']);
      await panel.screenshot(`server-crash-${width}`);
    });
});

/** A conversation in which a turn was cut off. */
function talk(server: ServerView): ChatView {
  const answer = assistantRow('a1', [textPart('t1', 'I am going to read')]);
  const problem = {
    title: 'The OpenCode server ended before this turn was finished.',
    actions: [{ id: 'retryPrompt', label: 'Send Again' }],
  };
  const { header } = emptyView();
  return emptyView({
    header: { ...header, title: 'Fix the greeting', isNew: false },
    server,
    rows: [userRow('u1', 'Look for callers'), { ...answer, problem }],
  });
}
