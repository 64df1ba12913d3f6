import assert from 'node:assert/strict';
import type { RowView } from '../../src/protocol/view.ts';
import { PanelHarness, type PanelPage } from './harness.ts';
import { assistantRow, emptyView, textPart, userRow } from './richView.ts';

describe('transcript', () => {
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

  it('says that a conversation loads, and calls it empty only when it is', async () => {
    const view = emptyView();
    const header = { ...view.header, title: 'Known', isNew: false };
    const { page } = panel;
    await panel.show(emptyView({ rows: [userRow('u0', 'of another session')] }));
    await panel.show({ ...view, header, isLoading: true });
    const loading = page.getByTestId('transcript').getByRole('status');
    const empty = page.getByTestId('empty-state');
    assert.equal(await loading.innerText(), 'Loading…');
    assert.equal(await page.getByText('of another session').count(), 0);
    assert.equal(await empty.count(), 0);
    const prompt = { ...userRow('u1', 'on its way'), state: 'sending' as const };
    await panel.change({ op: 'row', row: prompt });
    assert.equal(await loading.count(), 0);
    assert.equal(await page.getByText('on its way').isVisible(), true);
    await panel.change({ op: 'removeRow', id: 'u1' });
    assert.equal(await loading.count(), 1);
    await panel.change({ op: 'frame', frame: { isLoading: false } });
    assert.equal(await loading.count(), 0);
    assert.equal(await empty.isVisible(), true);
  });
});
