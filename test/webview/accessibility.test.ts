import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { PanelHarness } from './harness.ts';
import type { Theme } from './panelServer.ts';
import { emptyView, richView } from './richView.ts';
import { troubledView } from './troubledView.ts';

const views = { rich: richView(), empty: emptyView(), troubled: troubledView() };
const themes: readonly Theme[] = ['dark', 'light', 'hcDark', 'hcLight'];

describe('accessibility', () => {
  const harness = new PanelHarness();
  before(() => harness.start());
  after(() => harness.stop());

  for (const theme of themes) {
    for (const [name, view] of Object.entries(views)) {
      it(`has no axe violation: ${name} session, ${theme}`, async () => {
        const panel = await harness.open(theme);
        await panel.show(view);
        const { violations } = await new AxeBuilder({ page: panel.page }).analyze();
        const found = violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
        );
        assert.deepEqual(found, []);
        assert.deepEqual(panel.complaints, []);
        await panel.close();
      });
    }
  }

  it('reaches everything by Tab and shows where the focus is', async () => {
    const panel = await harness.open();
    await panel.show(richView());
    const names = new Set<string>();
    for (let presses = 0; presses < 60; presses += 1) {
      await panel.page.keyboard.press('Tab');
      const name: unknown = await panel.page.evaluate(
        "document.activeElement.getAttribute('data-testid') ?? document.activeElement.className",
      );
      names.add(String(name));
    }
    for (const id of [
      'transcript',
      'permission-once',
      'composer-input',
      'agent-picker',
      'composer-stop',
    ]) {
      assert.ok(names.has(id), `${id} is not reached`);
    }
    await panel.close();
  });
});
