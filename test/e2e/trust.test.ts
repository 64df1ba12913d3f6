import assert from 'node:assert/strict';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

const untrusted = 'OpenCode runs only in workspaces that you trust.';

describe('a workspace that is not trusted in VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, {
      name: 'trust',
      workspaceTrust: true,
      settings: (sandbox) => ({
        ...sandbox.settings,
        'security.workspace.trust.startupPrompt': 'never',
        'workbench.editor.useModal': 'off',
      }),
    });
  });
  after(() => editor.close());

  const servers = () =>
    editor.sandbox.processes().filter(({ command }) => command.includes('opencode serve'));

  it('has its views, which say why nothing runs', async () => {
    const { chat, workbench } = editor;
    await workbench.statusItem('Restricted Mode').waitFor();
    await (await chat.find('server-banner')).getByText(untrusted).waitFor();
    await workbench.treeRow(untrusted).waitFor();
    assert.deepEqual(servers(), []);
    assert.equal(await workbench.notifications.toasts(untrusted).count(), 0);
  });

  it('keeps a prompt where it was typed and starts nothing for it', async () => {
    const { chat, workbench } = editor;
    const input = await chat.find('composer-input');
    await input.fill('Hello there');
    await input.press('Enter');
    await workbench.activity('Explorer');
    await workbench.activity('OpenCode');
    assert.equal(await (await chat.find('composer-input')).inputValue(), 'Hello there');
    assert.deepEqual(servers(), []);
  });

  it('starts no server on command either', async () => {
    const { workbench } = editor;
    await workbench.command('OpenCode Sessions: Start Server');
    await workbench.notifications.toast(untrusted);
    assert.deepEqual(servers(), []);
    await workbench.notifications.clear();
  });

  it('works once it is trusted, and takes the prompt that was kept', async () => {
    const { chat, workbench } = editor;
    const banner = await chat.find('server-banner');
    await banner.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    const trust = workbench.page.locator('.workspace-trust-editor .monaco-button');
    await trust.getByText('Trust', { exact: true }).first().click();
    await banner.waitFor({ state: 'detached' });
    await chat.press('composer-send');
    await chat.untilAnswer('scripted model');
    await chat.untilActivity('idle');
    await workbench.treeRow('Scripted session').waitFor();
  });
});
