import assert from 'node:assert/strict';
import type { RowView } from '../../src/protocol/view.ts';
import { iconNames } from '../../src/webview/iconNames.ts';
import { PanelHarness } from './harness.ts';
import { emptyView } from './richView.ts';

/** Every icon with its name: a notice draws whichever it is told. */
const sheet: RowView[] = iconNames.map((name) => ({
  kind: 'notice',
  id: name,
  icon: name,
  text: name,
}));

describe('icons', () => {
  const harness = new PanelHarness();
  before(() => harness.start());
  after(() => harness.stop());

  for (const theme of ['dark', 'light'] as const) {
    it(`are drawn whole: ${theme}`, async () => {
      const panel = await harness.open(theme, { width: 420, height: 2600 });
      await panel.show(emptyView({ rows: sheet }));
      await panel.page.evaluate("document.documentElement.style.zoom = '2'");
      await panel.screenshot(`icons-${theme}`);
      const cropped = await panel.page.locator('.notice .icon').evaluateAll((icons) =>
        icons
          .filter((icon) => {
            if (!(icon instanceof SVGSVGElement)) return true;
            const { x, y, width, height } = icon.getBBox();
            const { width: across, height: down } = icon.viewBox.baseVal;
            return width === 0 || x < 0 || y < 0 || x + width > across || y + height > down;
          })
          .map((icon) => icon.getAttribute('class')),
      );
      assert.equal(await panel.page.locator('.notice .icon').count(), iconNames.length);
      assert.deepEqual(cropped, []);
      await panel.close();
    });
  }
});
