import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

const pictures = resolve(import.meta.dirname, '../../out/test/restart');
const ended = 'The OpenCode server was ended by the system or by another program.';
const spent = 'The OpenCode server keeps ending';
const marked = 'PROMPTMARK';

describe('a server that ends, under VS Code', () => {
  let editor: Editor;
  before(async () => {
    mkdirSync(pictures, { recursive: true });
    editor = await openEditor(newestVscode, { name: 'restart' });
  });

  const picture = (name: string) => editor.workbench.screenshot(join(pictures, `${name}.png`));
  const servers = () =>
    editor.sandbox.processes().filter(({ command }) => command.includes('serve --hostname'));
  const toasts = () => editor.workbench.notifications.toasts('').allInnerTexts();

  async function kill(): Promise<void> {
    // For a moment what it starts has its name, too.
    const one = () => (servers().length === 1 ? servers()[0] : undefined);
    const server = await until(one, { what: 'a server', timeoutMs: 60_000 });
    process.kill(server.pid, 'SIGKILL');
    await until(() => !servers().some(({ pid }) => pid === server.pid), { what: 'its end' });
  }

  async function ready(): Promise<void> {
    await until(() => servers().length === 1, { what: 'a server', timeoutMs: 60_000 });
    const state = await editor.chat.find('header-state');
    await state.filter({ hasText: 'Ready' }).waitFor({ timeout: 60_000 });
  }

  it('starts it again by itself, without a notification, and answers the next prompt', async () => {
    const { chat } = editor;
    await ready();
    await chat.send(`[[script:hello]] ${marked} one`);
    await chat.untilAnswer('scripted model');
    await chat.untilActivity('idle');
    await kill();
    await (await chat.find('header-state')).filter({ hasText: 'Restarting' }).waitFor();
    await ready();
    await chat.send(`[[script:hello]] ${marked} two`);
    const answers = await chat.find('row-assistant');
    await until(async () => (await answers.count()) === 2, { what: 'the second answer' });
    await chat.untilActivity('idle');
    assert.deepEqual(await toasts(), []);
  });

  it('shows what was cut off, when it starts again, and a way not to wait', async () => {
    const { chat, workbench } = editor;
    await chat.send('[[script:bash-endless]]');
    await chat.press('permission-once');
    await (await chat.tool('bash', 'running')).waitFor();
    // Each time it takes longer.
    for (const _ of [2, 3]) {
      await kill();
      await ready();
    }
    await kill();
    const banner = await chat.find('server-banner');
    await banner.getByText(ended).waitFor();
    await banner.getByText(/Starting again in \d+ s\./).waitFor();
    await workbench.statusItem('OpenCode: restarting…').waitFor();
    await workbench.treeRow('Starting again…').waitFor();
    const row = (await chat.find('row-assistant')).last();
    await row.getByText('The OpenCode server ended before this turn was finished.').waitFor();
    await (await chat.tool('bash', 'interrupted')).waitFor();
    await picture('restarting');
    assert.deepEqual(await toasts(), []);
    await banner.getByRole('button', { name: 'Restart Now' }).click();
    await ready();
    await row.getByText('The OpenCode server ended before this turn was finished.').waitFor();
    await picture('restarted');
  });

  it('gives up after too many times, says so once, and offers what helps', async function () {
    this.timeout(400_000);
    const { chat, workbench } = editor;
    for (let count = 1; count <= 5; count += 1) {
      await kill();
      await ready();
    }
    await kill();
    const toast = await workbench.notifications.toast(spent);
    assert.deepEqual(await toast.locator('.monaco-button').allInnerTexts(), [
      'Try Again',
      'Open Log',
      'Copy Diagnostics',
    ]);
    assert.equal((await toasts()).length, 1);
    await workbench.statusItem('OpenCode: server stopped').waitFor();
    await (await chat.find('server-banner')).getByText('It ended 6 times').waitFor();
    await picture('given-up');
  });

  it('copies diagnostics that hold no word of the conversation', async () => {
    const { sandbox, vscode, workbench } = editor;
    const { origin } = new URL(vscode.url);
    await workbench.page
      .context()
      .grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    await workbench.notifications.click(spent, 'Copy Diagnostics');
    await workbench.notifications.toast('Diagnostics copied');
    const text = String(await workbench.page.evaluate('navigator.clipboard.readText()'));
    assert.match(text, /^OpenCode Sessions: diagnostics of /);
    assert.match(text, /Extension: \d+\.\d+\.\d+\n/);
    assert.match(text, /Server: crashed since /);
    assert.match(text, /Restarts in the last 10 minutes: [5-9]\n/);
    assert.match(text, /crashed \(server-killed, signal SIGKILL, to be started again\)/);
    assert.match(text, /crashed \(server-keeps-ending, signal SIGKILL\)/);
    assert.match(text, /opencodeSessions\.server\.path: set\n/);
    assert.ok(!text.includes(marked) && !text.includes(sandbox.workspace), text);
  });

  it('is there again when a person tries again', async () => {
    const { chat, workbench } = editor;
    await workbench.notifications.clear();
    await (await chat.find('server-banner')).getByRole('button', { name: 'Try Again' }).click();
    await ready();
    const row = (await chat.find('row-assistant')).last();
    await row.getByRole('button', { name: 'Send Again' }).waitFor();
    const answers = await chat.find('row-assistant');
    const earlier = await answers.count();
    await chat.send('[[script:hello]]');
    // Right after the start a turn takes a while to begin, and the session is idle until then.
    await until(async () => (await answers.count()) > earlier, { what: 'the answer' });
    await chat.untilActivity('idle');
  });

  it('says what there is to say when a command has nothing to do', async () => {
    const { workbench } = editor;
    await workbench.command('OpenCode Sessions: Start Server');
    await workbench.notifications.toast('The server is running already.');
    await workbench.notifications.clear();
  });

  it('asks before it stops or restarts a server under a session that works', async () => {
    const { chat, workbench } = editor;
    await chat.send('[[script:bash-endless]]');
    await (await chat.find('permission-card')).waitFor({ timeout: 90_000 });
    await workbench.command('OpenCode Sessions: Restart Server');
    await workbench
      .dialog()
      .getByText('1 session is working. Restart the server anyway?')
      .waitFor();
    await picture('asks');
    await workbench.dialogButton('Cancel');
    await (await chat.find('permission-card')).waitFor();
    await workbench.command('OpenCode Sessions: Stop Server');
    await workbench.dialog().getByText('1 session is working. Stop the server anyway?').waitFor();
    await workbench.dialogButton('Stop Server');
    await (await chat.find('header-state')).filter({ hasText: 'Stopped' }).waitFor();
    await until(() => servers().length === 0, { what: 'the end of the server' });
    await workbench.command('OpenCode Sessions: Stop Server');
    await workbench.notifications.toast('No server is running that could be stopped.');
    await picture('stopped');
    await workbench.notifications.clear();
  });

  it('stops it when nothing happens, as the setting says, until the next prompt', async () => {
    const { chat, sandbox, vscode, workbench } = editor;
    const idle = 'opencodeSessions.server.idleMinutes';
    await chat.send('[[script:hello]] for now');
    await ready();
    await chat.untilActivity('idle');
    await vscode.writeSettings({ ...sandbox.settings, [idle]: 0.05 });
    const banner = await chat.find('server-banner');
    await banner.getByText('stopped because it was idle').waitFor();
    await until(() => servers().length === 0, { what: 'the end of the server' });
    await picture('idle');
    await vscode.writeSettings(sandbox.settings);
    await (await chat.find('composer-input')).fill('Half a thought');
    await workbench.activity('Explorer');
    await workbench.activity('OpenCode');
    await (await chat.find('server-banner')).getByText('stopped because it was idle').waitFor();
    assert.equal(servers().length, 0, 'looking starts nothing');
    assert.equal(await (await chat.find('composer-input')).inputValue(), 'Half a thought');
    const answers = await (await chat.find('row-assistant')).count();
    await chat.send('[[script:hello]] Still there?');
    await until(async () => (await (await chat.find('row-assistant')).count()) > answers, {
      what: 'the answer',
      timeoutMs: 90_000,
    });
    await ready();
    assert.deepEqual(await toasts(), []);
  });

  it('leaves no process behind', async () => {
    assert.deepEqual(await editor.close(), []);
  });
});
