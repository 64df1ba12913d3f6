import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import * as z from 'zod';
import { ripgrepDirectory } from '../support/opencodeBinary.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { until } from '../support/until.ts';
import { newestVscode, oldestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

const serving = / serve --hostname /;
const projectRoot = resolve(import.meta.dirname, '../..');

/** What the server, or another process of this kind, was started with. */
function environmentOf(sandbox: Sandbox, command: RegExp = serving): Environment {
  const found = sandbox.processes().find((process) => command.test(process.command));
  assert.ok(found, `${command} does not run`);
  const lines = readFileSync(`/proc/${found.pid}/environ`, 'utf8').split('\0');
  return Object.fromEntries(lines.map(split));
}

type Environment = Readonly<Record<string, string | undefined>>;

function split(line: string): readonly [string, string] {
  const [name = ''] = line.split('=', 1);
  return [name, line.slice(name.length + 1)];
}

for (const version of [newestVscode, oldestVscode] as const)
  describe(`the search tools in VS Code ${version}`, () => {
    let editor: Editor;
    before(async () => {
      editor = await openEditor(version, { name: 'search', env: { PATH: pathWithoutRipgrep() } });
    });
    after(() => editor.close());

    it("use VS Code's own ripgrep where the machine has none", async () => {
      const { chat, sandbox } = editor;
      await chat.send('[[script:grep]]');
      await chat.untilAnswer('lives in');
      await chat.press('explored');
      await (await chat.tool('grep', 'completed')).waitFor();
      await (await chat.tool('glob', 'completed')).waitFor();
      const [first = ''] = (environmentOf(sandbox)['PATH'] ?? '').split(delimiter);
      assert.match(first, new RegExp(`vscode-${version}/.*/@vscode/ripgrep`));
      assert.ok(existsSync(join(first, 'rg')));
      const cache = sandbox.env['XDG_CACHE_HOME'] ?? '';
      assert.ok(existsSync(cache));
      assert.equal(existsSync(join(cache, 'opencode', 'bin', 'rg')), false, 'it was downloaded');
    });
  });

const environment = 'opencodeSessions.server.environment';
const secret = 'open-sesame-1';
const proxySecret = 'open-sesame-2';
const proxy = `http://ada:${proxySecret}@127.0.0.1:9`;
const exceptions = 'elsewhere.test,127.0.0.1,localhost,::1,[::1]';

/** What a folder that somebody else wrote would like to have. */
const wishes = {
  'opencodeSessions.server.path': '/bin/false',
  'opencodeSessions.server.url': 'http://127.0.0.1:9',
  [environment]: { '*': { FROM_WORKSPACE: '1', SHARED: 'workspace' } },
  'opencodeSessions.permissions.mode': 'config',
  'opencodeSessions.server.idleMinutes': 1,
  'http.proxy': 'http://workspace.test:1',
  'http.noProxy': ['*'],
  'http.proxySupport': 'off',
  'http.proxyAuthorization': 'Basic eDp5',
  'http.systemCertificates': false,
};

const machineEnvironment = (workspace: string, change: Readonly<Record<string, string>> = {}) => ({
  '*': { SHARED: 'all', TEST_API_KEY: secret, GONE: null },
  [workspace]: { SHARED: 'own', ...change },
  'src/app': { A: secret },
});

describe('the environment of a server in VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, {
      name: 'environment',
      env: { GONE: 'still here', https_proxy: 'http://old.test:1' },
      settings: ({ settings, workspace }) => ({
        ...settings,
        [environment]: machineEnvironment(workspace),
        'http.proxy': proxy,
        'http.noProxy': ['elsewhere.test'],
        'workbench.editor.useModal': 'off',
      }),
      target: ({ workspace }) => {
        mkdirSync(join(workspace, '.vscode'));
        writeFileSync(join(workspace, '.vscode', 'settings.json'), JSON.stringify(wishes));
        return { folder: workspace };
      },
    });
  });
  after(() => editor.close());

  it("is made from VS Code's own settings and from ours", async () => {
    const { chat, sandbox } = editor;
    await chat.send('[[script:bash]]');
    await (await chat.find('permission-card')).waitFor();
    const found = environmentOf(sandbox);
    assert.deepEqual(
      [found['SHARED'], found['TEST_API_KEY'], found['GONE']],
      ['own', secret, undefined],
    );
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'])
      assert.equal(found[name], proxy, name);
    assert.deepEqual([found['NO_PROXY'], found['no_proxy']], [exceptions, exceptions]);
    assert.equal(found['NODE_USE_SYSTEM_CA'], '1');
    assert.equal(found['OPENCODE_CLIENT'], 'vscode');
  });

  it("has nothing of VS Code's own processes", () => {
    const own = /^(VSCODE|ELECTRON)_/;
    const names = (env: Environment) => Object.keys(env).filter((name) => own.test(name));
    assert.notDeepEqual(names(environmentOf(editor.sandbox, /--type=extensionHost/)), []);
    assert.deepEqual(names(environmentOf(editor.sandbox)), []);
  });

  it('takes nothing from the settings of a workspace', async () => {
    const { sandbox } = editor;
    const declared = settingsOf(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    assert.deepEqual(
      declared.filter((name) => !Object.hasOwn(wishes, name)),
      [],
    );
    const found = environmentOf(sandbox);
    assert.equal(found['FROM_WORKSPACE'], undefined);
    assert.ok(!Object.values(found).some((value) => value?.includes('workspace.test')));
    // A person's rules ask: the mode of the workspace would have let the command run.
    await editor.chat.untilActivity('waiting');
  });

  it('is told of an entry that makes no sense, once, and leads to the setting', async () => {
    const { workbench } = editor;
    const text = `An entry of the setting “${environment}” is ignored: “src/app” is neither`;
    const notice = await noticeOf(text);
    assert.equal(await notice.count(), 1);
    await notice.locator('.monaco-button', { hasText: 'Open Settings' }).click();
    await workbench.tab('Settings').waitFor();
    await workbench.command('View: Close All Editors');
  });

  it('keeps its secrets out of every file but the settings', () => {
    // VS Code keeps a copy of the settings of its own.
    const isSettings = (file: string) => /settings\.json$|\/CachedConfigurations\//.test(file);
    const files = filesBelow(editor.sandbox.vscodeData).filter(
      (file) => !isSettings(file) && !file.includes('/extensions/'),
    );
    assert.notDeepEqual(files, []);
    for (const hidden of [secret, proxySecret]) {
      const leaks = files.filter((file) => readFileSync(file).includes(hidden));
      assert.deepEqual(leaks, []);
    }
  });

  it('changes when the server starts next, which is offered', async () => {
    const { chat, sandbox, workbench } = editor;
    await (
      await chat.find('permission-card')
    )
      .getByRole('button', { name: 'Reject' })
      .first()
      .click();
    await chat.untilActivity('idle');
    await workbench.notifications.clear();
    const before = environmentOf(sandbox);
    await editMachineSettings({
      [environment]: machineEnvironment(sandbox.workspace, { NEW: '1' }),
    });
    const notice = await noticeOf('The environment of the server has changed.');
    assert.deepEqual(environmentOf(sandbox), before);
    await notice.locator('.monaco-button', { hasText: 'Restart Server' }).click();
    const isServed = () => sandbox.processes().some(({ command }) => serving.test(command));
    const isNew = () => isServed() && environmentOf(sandbox)['NEW'] === '1';
    await until(isNew, { what: 'a server with the new environment' });
  });

  /** In the centre: what is in the corner goes away by itself. */
  async function noticeOf(text: string): Promise<Locator> {
    const { page } = editor.workbench;
    await editor.workbench.command('Notifications: Show Notifications');
    const notices = page.locator('.notifications-center .notification-list-item');
    const notice = notices.filter({ hasText: text });
    await notice.waitFor();
    return notice;
  }

  /** As a person who edits the file. */
  async function editMachineSettings(change: object): Promise<void> {
    const { sandbox, workbench } = editor;
    const file = join(sandbox.vscodeData, 'data', 'Machine', 'settings.json');
    const settings = { ...sandbox.settings, ...change };
    await workbench.command('Preferences: Open Remote Settings (JSON)');
    await workbench.tab('settings.json').waitFor();
    const { page } = workbench;
    await page.locator('.editor-instance .monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(JSON.stringify(settings));
    await page.keyboard.press('Control+S');
    await until(() => readFileSync(file, 'utf8').includes(JSON.stringify(change).slice(1, -1)), {
      what: 'the settings to be saved',
    });
    await workbench.command('View: Close All Editors');
  }
});

function settingsOf(manifest: string): string[] {
  const properties = z.record(z.string(), z.unknown());
  const contributes = z.object({ configuration: z.object({ properties }) });
  const parsed = z.object({ contributes }).parse(JSON.parse(manifest));
  return Object.keys(parsed.contributes.configuration.properties);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** This machine's programs but `rg`: a folder that has it is replaced by links to all others in it. */
function pathWithoutRipgrep(): string {
  const links = join(projectRoot, 'out', 'test', 'path-without-ripgrep');
  rmSync(links, { recursive: true, force: true });
  mkdirSync(links, { recursive: true });
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => existsSync(folder));
  return folders
    .filter((folder) => folder !== ripgrepDirectory())
    .map((folder) => {
      if (!existsSync(join(folder, 'rg'))) return folder;
      for (const name of readdirSync(folder))
        if (name !== 'rg' && !existsSync(join(links, name)))
          symlinkSync(join(folder, name), join(links, name));
      return links;
    })
    .join(delimiter);
}
