import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { PanelHarness, type PanelPage } from './harness.ts';
import type { Theme } from './panelServer.ts';
import { assistantRow, emptyView, textPart, toolPart, whole } from './richView.ts';

const themes: readonly Theme[] = ['dark', 'light', 'hcDark', 'hcLight'];
const colours = Array.from({ length: 8 }, (_, at) => `\u001B[${30 + at}mone\u001B[${90 + at}mtwo`);

describe('program output in the panel', () => {
  const harness = new PanelHarness();
  let panel: PanelPage;
  before(() => harness.start());
  after(() => harness.stop());
  afterEach(async () => {
    assert.deepEqual(panel.complaints, []);
    await panel.close();
  });

  async function show(output: string, theme: Theme = 'dark'): Promise<void> {
    panel = await harness.open(theme);
    const bash = toolPart('t', {
      tool: 'bash',
      label: 'Ran',
      title: 'make',
      body: { kind: 'bash', command: 'make', output: whole(output), exitCode: 2 },
    });
    await panel.show(emptyView({ rows: [assistantRow('a', [bash])] }));
    await panel.page.locator('.tool-head').click();
  }

  it('has its colours from the theme', async () => {
    await show('ok \u001B[1;32mgreen\u001B[0m <b>plain</b>');
    const output = panel.page.locator('.output');
    assert.equal(await output.textContent(), 'ok green <b>plain</b>');
    const green = panel.page.locator('.ansi-2.ansi-bold');
    assert.equal(await green.textContent(), 'green');
    const [styled, plain] = await Promise.all(
      [green, output].map((text) => text.evaluate((element) => getComputedStyle(element).color)),
    );
    assert.notEqual(styled, plain);
  });

  it('leads to the files that it names', async () => {
    await show('\u001B[31msrc/a.ts:3:5\u001B[0m - error, see https://example.org/b.ts');
    await panel.page.locator('.output a').click();
    assert.deepEqual(await panel.waitForPost('openFile'), {
      type: 'openFile',
      path: 'src/a.ts',
      line: 3,
    });
    assert.equal(await panel.page.locator('.output a').count(), 1);
  });

  for (const theme of themes) {
    it(`has no axe violation in its colours: ${theme}`, async () => {
      await show(`${colours.join('')}\u001B[0m src/a.ts:3`, theme);
      const { violations } = await new AxeBuilder({ page: panel.page }).analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
      );
      assert.deepEqual(found, []);
    });
  }

  it('has links in an answer where it names files', async () => {
    panel = await harness.open();
    const text = 'See `src/b.py`, src/a.ts:12 and [it](src/c.ts), not `a.b` or `npm i`.';
    await panel.show(emptyView({ rows: [assistantRow('a', [textPart('x', text)])] }));
    const links = panel.page.locator('.markdown a');
    assert.deepEqual(await links.allTextContents(), ['src/b.py', 'src/a.ts:12', 'it']);
    await links.nth(1).click();
    const opened = await panel.waitForPost('openFile');
    assert.deepEqual([opened.path, opened.line], ['src/a.ts', 12]);
  });
});
