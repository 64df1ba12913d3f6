import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minimumVersion, testedVersion } from '../../src/opencode/binary/versionRange.ts';
import { opencodeBinary } from '../support/opencodeBinary.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

const pathSetting = 'opencodeSessions.server.path';
const notFound =
  'There is no program at /nowhere/opencode, which the setting opencodeSessions.server.path names.';
const notOpencode = 'The chosen program is not OpenCode.';

describe('VS Code without OpenCode', () => {
  let editor: Editor;
  before(async () => {
    const settings = () => ({ [pathSetting]: '/nowhere/opencode' });
    editor = await openEditor(newestVscode, { name: 'binary', settings });
  });
  after(() => editor.close());

  it('says once what to do, and in the panel, the tree and the status bar too', async () => {
    const { chat, workbench } = editor;
    const toast = await workbench.notifications.toast(notFound);
    assert.deepEqual(await toast.locator('.monaco-button').allInnerTexts(), [
      'Install OpenCode',
      'Choose Binary…',
      'Try Again',
      'Open Documentation',
    ]);
    await (await chat.find('server-banner')).getByText(notFound).waitFor();
    await workbench.treeRow(notFound).waitFor();
    await workbench.statusItem('OpenCode: cannot start').waitFor();
    assert.equal(await workbench.notifications.toasts('').count(), 1);
  });

  it('keeps a prompt, with a way to send it again, and does not nag', async () => {
    const { chat, workbench } = editor;
    await workbench.notifications.clear();
    await chat.send('Hello there');
    const row = await chat.find('row-user');
    await row.getByText('Not sent').waitFor();
    await row.getByRole('button', { name: 'Send Again' }).waitFor();
    await workbench.activity('Explorer');
    await workbench.activity('OpenCode');
    await (await chat.find('row-user')).getByText('Not sent').waitFor();
    assert.equal(await workbench.notifications.toasts('').count(), 0);
  });

  it('asks before it installs anything', async () => {
    const { chat, workbench } = editor;
    const banner = await chat.find('server-banner');
    await banner.getByRole('button', { name: 'Install OpenCode' }).click();
    await workbench.dialog().getByText(`Install OpenCode ${testedVersion}?`).waitFor();
    await workbench.dialogButton('Cancel');
    await workbench.dialog().waitFor({ state: 'detached' });
    const commands = editor.sandbox.processes().map(({ command }) => command);
    assert.deepEqual(
      commands.filter((command) => /\bnpm\b/.test(command)),
      [],
    );
    await banner.getByText(notFound).waitFor();
  });

  it('works once the program was chosen, and sends the prompt that waited', async () => {
    const { chat, workbench } = editor;
    const banner = await chat.find('server-banner');
    await banner.getByRole('button', { name: 'Choose Binary…' }).click();
    await workbench.quickInput.untilTitle('Choose the OpenCode executable');
    await workbench.quickInput.choosePath(opencodeBinary(), 'Use This Executable');
    await banner.waitFor({ state: 'detached', timeout: 15_000 });
    await (await chat.find('row-user')).getByRole('button', { name: 'Send Again' }).click();
    await chat.untilAnswer('scripted model');
    await chat.untilActivity('idle');
    await workbench.treeRow('Scripted session').waitFor();
  });

  const answer = (version: string) =>
    `[ "$1" = --help ] && echo "opencode serve" || echo ${version}`;
  const programs = [
    { about: 'a program that ends at once', body: 'exit 3', says: notOpencode },
    { about: 'another program', body: 'echo "usage: frobnicate [-x]"', says: notOpencode },
    {
      about: 'an old version',
      body: answer('1.2.3'),
      says: `OpenCode 1.2.3 is too old for this extension; ${minimumVersion} or newer is needed.`,
    },
    {
      about: 'a newer generation',
      body: answer('2.0.12'),
      says: 'OpenCode 2.0.12 is of a newer generation; this extension works with 1.x so far',
    },
    {
      about: 'the desktop app',
      name: 'opencode-desktop',
      body: 'sleep 1000',
      says: 'This is the OpenCode desktop app, which cannot serve sessions to an editor.',
    },
  ];
  for (const { about, name = 'impostor', body, says } of programs) {
    it(`refuses ${about} and stays usable`, async () => {
      const { chat, workbench, sandbox, vscode } = editor;
      const program = join(sandbox.dir, name);
      await writeFile(program, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
      await vscode.writeSettings({ [pathSetting]: program, 'workbench.editor.useModal': 'off' });
      await workbench.reload();
      await workbench.notifications.toast(says);
      await (await chat.find('server-banner')).getByText(says).waitFor();
      await chat.send('Is anybody there?');
      await (await chat.find('row-user')).getByText('Not sent').last().waitFor();
      assert.equal(await workbench.notifications.toasts('').count(), 1);
    });
  }

  it('works again as soon as the setting is right', async () => {
    const { chat, workbench } = editor;
    await workbench.command('Preferences: Open Remote Settings (JSON)');
    await workbench.page.locator('.view-line', { hasText: 'opencode-desktop' }).click();
    const { keyboard } = workbench.page;
    await keyboard.press('Control+A');
    await keyboard.insertText(JSON.stringify({ [pathSetting]: opencodeBinary() }));
    await keyboard.press('Control+S');
    await (await chat.find('server-banner')).waitFor({ state: 'detached' });
    const row = (await chat.find('row-user')).filter({ hasText: 'Is anybody there?' }).last();
    await row.getByRole('button', { name: 'Send Again' }).click();
    await row.getByText('Not sent').waitFor({ state: 'detached' });
    await chat.untilActivity('idle');
  });
});
