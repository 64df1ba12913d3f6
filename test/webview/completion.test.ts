import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import type { CompletionItem } from '../../src/protocol/completion.ts';
import { PanelHarness, type PanelPage } from './harness.ts';
import { emptyView } from './richView.ts';

const items: CompletionItem[] = [
  { icon: 'file', label: 'a.ts', detail: 'src', badge: 'open', insert: '@src/a.ts' },
  { icon: 'folder', label: 'lib/', detail: '', insert: '@lib/' },
  { icon: 'hubot', label: 'explore', detail: 'Looks around', badge: 'agent', insert: '@explore' },
];

describe('the list above the composer', () => {
  const harness = new PanelHarness();
  let panel: PanelPage;
  let input: Locator;
  let list: Locator;
  before(() => harness.start());
  after(() => harness.stop());
  beforeEach(async () => {
    await open();
  });
  afterEach(async () => {
    assert.deepEqual(panel.complaints, []);
    await panel.close();
  });

  async function open(...options: Parameters<PanelHarness['open']>): Promise<void> {
    panel = await harness.open(...options);
    await panel.show(emptyView());
    input = panel.page.getByTestId('composer-input');
    list = panel.page.getByTestId('completions');
    await input.focus();
  }

  /** Types, and answers what the page asks for in the end. */
  async function offer(typed: string, answer = items): Promise<void> {
    await input.pressSequentially(typed);
    const asked = panel.postsOf('complete').at(-1);
    assert.equal(asked?.type, 'complete');
    const seq = asked?.type === 'complete' ? asked.seq : 0;
    await panel.send({ type: 'completions', seq, items: answer });
    await list.waitFor();
  }

  const active = () => input.getAttribute('aria-activedescendant');
  const selected = () => list.getByRole('option', { selected: true }).innerText();

  it('is steered by the arrows, and says which option is active', async () => {
    await offer('look at @');
    assert.match(await selected(), /a\.ts/);
    await input.press('ArrowDown');
    await input.press('ArrowDown');
    assert.match(await selected(), /explore/);
    const option = list.getByRole('option', { selected: true });
    assert.equal(await option.getAttribute('id'), await active());
    await input.press('ArrowDown');
    assert.match(await selected(), /a\.ts/);
    assert.equal(await input.getAttribute('aria-controls'), await list.getAttribute('id'));
    assert.equal(await panel.page.getByRole('status').innerText(), '3 suggestions');
  });

  it('is taken by Enter, Tab and a click, and none of them sends', async () => {
    await offer('@');
    await input.press('Enter');
    assert.equal(await input.inputValue(), '@src/a.ts ');
    await offer('and @');
    await input.press('ArrowDown');
    await input.press('Tab');
    assert.equal(await input.inputValue(), '@src/a.ts and @lib/ ');
    await offer('@e');
    await list.getByText('explore').click();
    assert.equal(await input.inputValue(), '@src/a.ts and @lib/ @explore ');
    assert.equal(await input.evaluate((element) => element === document.activeElement), true);
    assert.deepEqual(panel.postsOf('prompt'), []);
    await input.press('Enter');
    const { text, mentions } = await panel.waitForPost('prompt');
    assert.equal(text, '@src/a.ts and @lib/ @explore ');
    assert.deepEqual(mentions, ['@src/a.ts', '@lib/', '@explore']);
  });

  it('replaces only what was typed, in the middle of a text', async () => {
    await input.fill('see  please');
    await input.press('Home');
    for (let step = 0; step < 4; step++) await input.press('ArrowRight');
    await offer('@a');
    await input.press('Enter');
    await panel.page.keyboard.type('now ');
    assert.equal(await input.inputValue(), 'see @src/a.ts now please');
  });

  it('closes on Escape without clearing the text, and does not stop the turn', async () => {
    await panel.change({ op: 'frame', frame: { activity: { kind: 'busy' } } });
    await offer('@a');
    await input.press('Escape');
    assert.equal(await list.count(), 0);
    assert.equal(await input.inputValue(), '@a');
    assert.deepEqual(panel.postsOf('stop'), []);
    await input.press('Enter');
    assert.equal((await panel.waitForPost('prompt')).text, '@a');
  });

  it('leaves its keys to an input method that composes', async () => {
    await offer('@');
    for (const key of ['Enter', 'Escape', 'ArrowDown', 'Tab']) {
      await input.dispatchEvent('keydown', { key, isComposing: true });
      await input.dispatchEvent('keydown', { key, keyCode: 229 });
    }
    assert.match(await selected(), /a\.ts/);
    assert.equal(await input.inputValue(), '@');
  });

  it('does one of ours at once and keeps what stands behind it', async () => {
    await input.fill('keep this');
    await input.press('Home');
    const act = { icon: 'chevron-right', label: '/new', detail: '', insert: '/new', act: 'new' };
    await offer('/n', [act]);
    await input.press('Enter');
    assert.equal((await panel.waitForPost('prompt')).text, '/new');
    assert.equal(await input.inputValue(), 'keep this');
  });

  it('shows no late answer', async () => {
    await input.pressSequentially('@ab');
    await panel.send({ type: 'completions', seq: 1, items });
    assert.equal(await list.count(), 0);
    await input.press('Enter');
    assert.equal((await panel.waitForPost('prompt')).text, '@ab');
  });

  it('keeps over a reload which mentions were chosen', async () => {
    await offer('@');
    await input.press('Enter');
    await panel.recreate();
    await panel.show(emptyView());
    await input.press('Enter');
    assert.deepEqual((await panel.waitForPost('prompt')).mentions, ['@src/a.ts']);
  });

  for (const theme of ['dark', 'light', 'hcDark', 'hcLight'] as const) {
    it(`has no accessibility violations and stays in a narrow panel (${theme})`, async () => {
      await panel.close();
      await open(theme, { width: 240, height: 500 });
      const long = 'a/very/long/path/that/does/not/fit/into/a/narrow/panel/at/all.ts';
      await offer('@', [...items, { icon: 'file', label: long, detail: long, insert: `@${long}` }]);
      const { violations } = await new AxeBuilder({ page: panel.page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      assert.deepEqual(found, []);
      const width = await panel.page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(width, 240);
      const box = await list.boundingBox();
      assert.ok(box && box.y >= 0 && box.x >= 0 && box.x + box.width <= 240);
      await panel.screenshot(`completions-${theme}`);
    });
  }
});
