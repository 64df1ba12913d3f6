import assert from 'node:assert/strict';
import { PanelHarness } from './harness.ts';
import type { Theme } from './panelServer.ts';
import { emptyView, richView } from './richView.ts';
import { lateStopView, stoppedView } from './stoppedView.ts';
import { troubledView } from './troubledView.ts';

const shots: readonly (readonly [string, Theme, number])[] = [
  ['dark', 'dark', 420],
  ['light', 'light', 420],
  ['hc-dark', 'hcDark', 420],
  ['hc-light', 'hcLight', 420],
  ['narrow', 'dark', 240],
  ['wide', 'light', 900],
];

describe('how the panel looks', () => {
  const harness = new PanelHarness();
  before(() => harness.start());
  after(() => harness.stop());

  for (const [name, theme, width] of shots) {
    it(`draws a rich session and an empty one: ${name}`, async () => {
      const panel = await harness.open(theme, { width, height: 900 });
      await panel.show(richView());
      await panel.screenshot(`${name}-end`);
      await panel.page.getByTestId('transcript').evaluate((element) => {
        element.scrollTop = 0;
      });
      await panel.page.locator('.hljs-keyword').first().waitFor();
      await panel.screenshot(`${name}-start`);
      await panel.show(troubledView());
      await panel.screenshot(`${name}-trouble`);
      await panel.show(stoppedView());
      await panel.screenshot(`${name}-stopping`);
      await panel.show(lateStopView());
      await panel.screenshot(`${name}-stop-late`);
      await panel.show(emptyView());
      await panel.screenshot(`${name}-empty`);
      assert.deepEqual(panel.complaints, []);
      await panel.close();
    });
  }
});
