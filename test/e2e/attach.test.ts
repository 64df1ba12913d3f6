import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { TestAuthority } from '../support/certificates.ts';
import { freePort } from '../support/freePort.ts';
import { PersonServer } from '../support/personServer.ts';
import { TlsProxy } from '../support/tlsProxy.ts';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

const setting = 'opencodeSessions.server.url';
/** What is left out is empty. */
const settingsSchema = z.looseObject({ [setting]: z.string().default('') });
const password = 'correct-horse-battery';

describe('VS Code with a server that the person runs', () => {
  let editor: Editor;
  let server: PersonServer | undefined;
  let proxy: TlsProxy;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'opencode-attach-'));
    const authority = new TestAuthority(folder);
    proxy = await TlsProxy.start(await freePort(), authority.issue());
    editor = await openEditor(newestVscode, {
      name: 'attach',
      settings: (sandbox) => ({ ...sandbox.settings, 'workbench.editor.useModal': 'off' }),
      env: { NODE_EXTRA_CA_CERTS: authority.file },
    });
  });
  after(async () => {
    await proxy?.close();
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** Those that VS Code has started: the person's is none of them. */
  const ours = () => editor.sandbox.processes().filter(({ command }) => / serve /.test(command));
  const place = () => `127.0.0.1:${proxy.port}`;

  async function untilDescribed(description: string): Promise<void> {
    const isSo = async () => (await editor.workbench.treeRows())[0]?.description === description;
    await until(isSo, { what: `the folder to be described as "${description}"` });
  }

  /** In the settings of the machine; undefined while they are being written. */
  function writtenUrl(): string | undefined {
    const file = join(editor.sandbox.vscodeData, 'data', 'Machine', 'settings.json');
    const text = readFileSync(file, 'utf8');
    return text === '' ? undefined : settingsSchema.parse(JSON.parse(text))[setting];
  }

  /** As a person types it into the settings editor. */
  async function setUrl(url: string): Promise<void> {
    const { workbench } = editor;
    const { page } = workbench;
    await workbench.command('Preferences: Open Remote Settings');
    await page.locator('.settings-editor .settings-header .monaco-editor').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(`@id:${setting}`);
    await page.getByRole('textbox', { name: setting }).fill(url);
    // The editor writes a little later.
    await until(() => writtenUrl() === url, { what: `the setting to be "${url}"` });
    await workbench.command('View: Close All Editors');
  }

  it('leaves the server that it has started, and says that nobody answers there', async () => {
    const { chat, workbench } = editor;
    await until(() => ours().length === 1, { what: 'a server of ours' });
    await untilDescribed('');
    await setUrl(proxy.origin);
    const text = `No OpenCode server answers at ${proxy.origin}.`;
    const toast = await workbench.notifications.toast(text);
    assert.deepEqual(await toast.locator('.monaco-button').allInnerTexts(), [
      'Try Again',
      'Open Settings',
      'Open Log',
    ]);
    await (await chat.find('server-banner')).getByText(text).waitFor();
    await workbench.statusItem('OpenCode: cannot connect').waitFor();
    await until(() => ours().length === 0, { what: 'the end of the server of ours' });
  });

  it('tries again, and is asked for the password', async () => {
    const { sandbox, workbench } = editor;
    const mark = Object.keys(sandbox.env).filter((name) => name.endsWith('_SANDBOX'));
    const env = Object.fromEntries(
      Object.entries(sandbox.env).filter(([name]) => !mark.includes(name)),
    );
    server = await PersonServer.start({ env, cwd: sandbox.dir, password, port: proxy.target });
    await workbench.notifications.click('No OpenCode server answers', 'Try Again');
    await workbench.notifications.toast(`${proxy.origin} asks for a password.`);
  });

  it('takes the password by a command, in a box that hides it', async () => {
    const { chat, workbench } = editor;
    await workbench.notifications.click('asks for a password', 'Set Password…');
    await workbench.quickInput.untilTitle('Set Server Password (1/2)');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.untilTitle('Set Server Password (2/2)');
    await workbench.page.locator('.quick-input-widget input[type="password"]').waitFor();
    await workbench.quickInput.type(password);
    await (await chat.find('server-banner')).waitFor({ state: 'detached' });
    await untilDescribed(`at ${place()}`);
    await workbench.notifications.clear();
  });

  it('works there', async () => {
    const { chat } = editor;
    await chat.send('Hello there');
    await chat.untilAnswer('scripted model');
    await chat.untilActivity('idle');
    assert.deepEqual(ours(), []);
  });

  it('says whose server it is, and offers neither to start nor to stop it', async () => {
    const { workbench } = editor;
    await workbench.command('OpenCode Sessions: Show Menu');
    const items = await workbench.quickInput.items();
    assert.ok(items.some((item) => item.includes('Reconnect to Server')));
    assert.ok(!items.some((item) => /(Start|Stop|Restart) Server/.test(item)));
    const row = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: place() });
    await row.first().waitFor();
    await workbench.quickInput.cancel();
  });

  it('goes back to a server of its own when the URL is cleared, and keeps the draft', async () => {
    const { chat } = editor;
    await (await chat.find('composer-input')).fill('Half a thought');
    await setUrl('');
    await untilDescribed('Server stopped');
    const input = await chat.find('composer-input');
    assert.equal(await input.inputValue(), 'Half a thought');
    assert.deepEqual(ours(), []);
    await chat.send('[[script:faults-hang]]');
    await until(() => ours().length === 1, { what: 'a server of ours' });
    await untilDescribed('');
    await chat.untilActivity('busy', 60_000);
  });

  it('asks before it takes a session away from its work', async () => {
    const { workbench } = editor;
    await setUrl(proxy.origin);
    const toast = await workbench.notifications.toast('1 session is working.');
    assert.deepEqual(await toast.locator('.monaco-button').allInnerTexts(), [
      'Switch Now',
      'Later',
    ]);
    assert.equal(ours().length, 1);
    await workbench.notifications.click('1 session is working.', 'Switch Now');
    await untilDescribed(`at ${place()}`);
    await until(() => ours().length === 0, { what: 'the end of the server of ours' });
  });

  it('warns of a connection that can be read, before it asks for the password', async () => {
    const { workbench } = editor;
    assert.ok(server);
    const exposed = `http://0.0.0.0:${server.port}`;
    await setUrl(exposed);
    await workbench.notifications.toast(`The connection to ${exposed} is not encrypted`);
    await workbench.notifications.toast(`${exposed} asks for a password.`);
  });

  it('keeps the password to itself', () => {
    const { sandbox } = editor;
    const files = filesBelow(sandbox.dir).filter((file) => !file.includes('/extensions/'));
    assert.ok(files.some((file) => file.endsWith('.log')));
    const encoded = Buffer.from(`opencode:${password}`).toString('base64');
    const leaks = files.filter((file) => {
      const content = readFileSync(file);
      return content.includes(password) || content.includes(encoded);
    });
    assert.deepEqual(leaks, []);
  });

  it('leaves it running when the window is closed', async () => {
    assert.deepEqual(await editor.close(), []);
    assert.ok(server?.isRunning);
    const answer = await fetch(`${server.origin}/global/health`);
    assert.equal(answer.status, 401);
  });
});

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
