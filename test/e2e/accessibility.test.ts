import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

const themes = ['Dark Modern', 'Light Modern', 'Dark High Contrast', 'Light High Contrast'];

describe('the chat in VS Code’s own colours', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, { name: 'accessibility' });
    const { chat } = editor;
    await chat.send('Show me some markdown');
    await chat.untilAnswer('That is all there is to it.');
    await chat.untilActivity('idle');
    await chat.send('Improve the greet function');
    await (await chat.find('permission-card')).waitFor();
    await editor.workbench.notifications.clear();
    // The colour behind the page belongs to the window around it, where axe does not look.
    const frame = await editor.workbench.webviewFrame('#root');
    await frame.evaluate("document.body.style.background = 'var(--vscode-sideBar-background)'");
  });
  after(() => editor.close());

  for (const theme of themes) {
    it(`has no axe violation in ${theme}`, async () => {
      const { workbench } = editor;
      await workbench.colorTheme(theme);
      const page = new AxeBuilder({ page: workbench.page });
      const chat = page.include({ fromFrames: ['iframe.webview', '#active-frame', '#root'] });
      const { violations, passes } = await chat.analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
      );
      assert.deepEqual(found, []);
      assert.ok(passes.some(({ id }) => id === 'color-contrast'));
    });
  }
});
