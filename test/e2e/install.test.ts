import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { testedVersion } from '../../src/opencode/binary/versionRange.ts';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { WrappedNpm } from '../support/wrappedNpm.ts';
import { openEditor, type Editor } from './editor.ts';

const pathSetting = 'opencodeSessions.server.path';
const nowhere = '/nowhere/opencode';
const progress = `Installing OpenCode ${testedVersion}`;
const installCommand = 'OpenCode Sessions: Install or Update OpenCode…';

describe('installing OpenCode in VS Code', function () {
  this.timeout(240_000);
  let editor: Editor;
  let npm: WrappedNpm;
  before(async () => {
    npm = new WrappedNpm();
    editor = await openEditor(newestVscode, {
      name: 'install',
      settings: () => ({ [pathSetting]: nowhere }),
      env: { PATH: [npm.folder, process.env['PATH']].join(delimiter) },
    });
  });
  after(async () => {
    await editor.close();
    npm.dispose();
  });

  const userData = () => join(editor.sandbox.vscodeData, 'data');
  const installs = () => {
    const storage = join(userData(), 'User/globalStorage/opencode-sessions.opencode-sessions');
    const folder = join(storage, 'opencode');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const running = (word: RegExp) =>
    editor.sandbox.processes().filter(({ command }) => word.test(command));
  const banner = async (): Promise<Locator> => editor.chat.find('server-banner');

  it('says what would be done and where', async () => {
    const { workbench } = editor;
    await workbench.notifications.click(nowhere, 'Install OpenCode');
    const dialog = workbench.dialog();
    await dialog.getByText(`Install OpenCode ${testedVersion}?`).waitFor();
    const text = await dialog.innerText();
    assert.match(text, /npm will download opencode-linux-\S+ \d+\.\d+\.\d+ from its registry/);
    assert.match(text, /globalStorage.opencode-sessions\.opencode-sessions.opencode.\d/);
    assert.match(text, /Nothing else on this machine is changed/);
    assert.match(text, /server\.path, which names \/nowhere\/opencode, will be cleared/);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const { workbench } = editor;
    npm.hold();
    await workbench.dialogButton('Install');
    await workbench.notifications.toast(progress);
    await until(() => running(/\bnpm\b.*install/).length > 0, { what: 'npm' });
    await workbench.notifications.click(progress, 'Cancel');
    await workbench.notifications.toasts(progress).waitFor({ state: 'detached' });
    await until(() => running(/\bnpm\b/).length === 0 && installs().length === 0, {
      what: 'the end of npm and its files',
    });
    assert.equal(await workbench.notifications.toasts('cancelled').count(), 0);
    await (await banner()).getByText(nowhere).waitFor();
  });

  it('installs, and the panel works', async () => {
    const { workbench, chat } = editor;
    npm.release();
    await chat.send('Hello there');
    await (await chat.find('row-user')).getByText('Not sent').waitFor();
    await (await banner()).getByRole('button', { name: 'Install OpenCode' }).click();
    await workbench.dialogButton('Install');
    const installed = workbench.notifications.toasts(`OpenCode ${testedVersion} is installed.`);
    await installed.waitFor({ timeout: 180_000 });
    await (await banner()).waitFor({ state: 'detached' });
    await (await chat.find('row-user')).getByRole('button', { name: 'Send Again' }).click();
    const answer = (await chat.find('row-assistant')).filter({ hasText: 'scripted model' });
    await answer.waitFor({ timeout: 120_000 });
    await chat.untilActivity('idle');
    assert.deepEqual(installs(), [testedVersion]);
    assert.equal(running(/globalStorage.*bin.opencode serve/).length, 1);
    const settings = readFileSync(join(userData(), 'Machine/settings.json'), 'utf8');
    assert.doesNotMatch(settings, /nowhere/);
  });

  it('has nothing more to install then', async () => {
    const { workbench } = editor;
    await workbench.command(installCommand);
    await workbench.notifications.toast(`OpenCode ${testedVersion} is already installed`);
  });

  it('removes it when asked to, after its server has ended', async () => {
    const { workbench } = editor;
    await workbench.command('OpenCode Sessions: Remove Installed OpenCode…');
    await workbench.dialog().getByText('Servers that run it will be stopped.').waitFor();
    await workbench.dialogButton('Remove');
    await workbench.notifications.toast(`OpenCode ${testedVersion} was removed.`);
    assert.deepEqual(installs(), []);
    assert.equal(running(/opencode serve/).length, 0);
  });

  it('has nothing more to remove then', async () => {
    const { workbench } = editor;
    await workbench.command('OpenCode Sessions: Remove Installed OpenCode…');
    await workbench.notifications.toast('There is no OpenCode that this extension installed.');
  });
});
