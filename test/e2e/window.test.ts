import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

/** See docs/adr/0004-run-registry.md. */
const record = /\/globalStorage\/[^/]+\/servers\/[^/]+\/server\.json$/;

describe('a window of VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, { name: 'window' });
  });

  const pidsOf = (command: string) =>
    editor.sandbox
      .processes()
      .filter((running) => running.command.includes(command))
      .map(({ pid }) => pid);

  const draft = async () => (await editor.chat.find('composer-input')).inputValue();

  it('shows the session and the draft again after a reload', async () => {
    const { chat, workbench } = editor;
    await chat.send('Hello there');
    await chat.untilAnswer('scripted model');
    await chat.untilActivity('idle');
    await workbench.treeMenu('Scripted session', 'Rename Session…');
    await workbench.quickInput.type('Kept');
    await (await chat.find('header-title')).filter({ hasText: 'Kept' }).waitFor();
    await (await chat.find('composer-input')).fill('Half a thought');
    await workbench.untilStored('Half a thought');
    await workbench.reload();
    await (await chat.find('header-title')).filter({ hasText: 'Kept' }).waitFor();
    await chat.untilAnswer('scripted model');
    assert.equal(await draft(), 'Half a thought');
  });

  it('follows a turn that a reload interrupted', async () => {
    const { chat, workbench } = editor;
    await chat.send('[[script:bash-endless]]');
    await (await chat.find('permission-card')).waitFor();
    await workbench.reload();
    await (await chat.find('header-title')).filter({ hasText: 'Kept' }).waitFor();
    await (await chat.find('row-user')).filter({ hasText: 'bash-endless' }).waitFor();
    await chat.untilActivity('idle');
    assert.equal(await (await chat.find('permission-card')).count(), 0);
  });

  it('has one server, however often it was loaded again', async () => {
    await until(() => pidsOf('opencode serve').length === 1, {
      what: 'the end of earlier servers',
    });
  });

  it('restores an editor tab with its session', async () => {
    const { chat, workbench } = editor;
    await workbench.treeMenu('Kept', 'Open Session in Editor');
    await workbench.tab('Kept').waitFor();
    await workbench.activity('Explorer');
    await (await chat.find('header-title')).filter({ hasText: 'Kept' }).waitFor();
    await (await chat.find('composer-input')).fill('In the tab');
    await workbench.untilStored('In the tab');
    await workbench.reload();
    await workbench.tab('Kept').waitFor();
    await (await chat.find('header-title')).filter({ hasText: 'Kept' }).waitFor();
    await chat.untilAnswer('scripted model');
    assert.equal(await draft(), 'In the tab');
    await workbench.command('View: Close All Editors');
    await workbench.activity('OpenCode');
  });

  it('keeps the draft of a session that has not begun', async () => {
    const { chat, workbench } = editor;
    await workbench.command('OpenCode Sessions: New Session');
    await (await chat.find('empty-state')).waitFor();
    await (await chat.find('composer-input')).fill('Not yet');
    await workbench.untilStored('Not yet');
    await workbench.reload();
    await (await chat.find('empty-state')).waitFor();
    assert.equal(await draft(), 'Not yet');
  });

  it('has a log and the output of the server', async () => {
    const { workbench } = editor;
    const shown = workbench.page.locator('.part.panel select').first();
    const untilShown = (name: string) =>
      until(async () => (await shown.locator('option:checked').innerText()) === name, {
        what: `the output of ${name}`,
      });
    await workbench.command('OpenCode Sessions: Show Log');
    await untilShown('OpenCode Sessions');
    await workbench.command('OpenCode Sessions: Show Server Output');
    await untilShown('OpenCode Server');
  });

  it('keeps the password of the server to itself', () => {
    const { sandbox } = editor;
    const passwords = sandbox.processes().flatMap(({ pid }) => passwordOf(pid));
    assert.notEqual(passwords.length, 0);
    const files = filesBelow(sandbox.dir).filter((file) => !file.includes('/extensions/'));
    assert.ok(files.some((file) => file.endsWith('.log')));
    for (const password of new Set(passwords)) {
      const holders = files.filter((file) => readFileSync(file).includes(password));
      assert.deepEqual(
        holders.filter((file) => !record.test(file)),
        [],
      );
      // The other windows of this person read it there; nobody else can.
      for (const file of holders) assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.deepEqual(
        commandLines().filter((line) => line.includes(password)),
        [],
      );
    }
  });

  it('ends the server with an extension host that is ended by a signal', async () => {
    const servers = pidsOf('opencode serve');
    assert.equal(servers.length, 1);
    for (const pid of pidsOf('--type=extensionHost')) process.kill(pid, 'SIGTERM');
    await until(() => !pidsOf('opencode serve').some((pid) => servers.includes(pid)), {
      what: 'the end of the server',
    });
  });

  it('leaves no process behind when it is closed', async () => {
    await editor.workbench.reload();
    await until(() => pidsOf('opencode serve').length === 1, { what: 'a server' });
    assert.deepEqual(await editor.close(), []);
  });
});

function passwordOf(pid: number): string[] {
  const name = 'OPENCODE_SERVER_PASSWORD=';
  const variables = read(`/proc/${pid}/environ`).split('\0');
  return variables.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length));
}

function commandLines(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => read(`/proc/${pid}/cmdline`));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Of a process that may have ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
