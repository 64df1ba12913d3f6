import assert from 'node:assert/strict';
import { until } from '../support/until.ts';
import { ChatPanel } from '../support/vscode/chatPanel.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openWorkbench } from '../support/vscode/workbench.ts';
import { openEditor, type Editor } from './editor.ts';

/** What OpenCode runs when its window ends in the middle of a tool. */
describe('a window that ends in the middle of a tool', () => {
  let editor: Editor;
  beforeEach(async () => {
    editor = await openEditor(newestVscode, { name: 'orphans' });
    await startTool();
  });
  afterEach(async () => {
    const left = (await editor.close()).filter((command) =>
      /opencode serve|sleep 60/.test(command),
    );
    assert.deepEqual(left, []);
  });

  const pidsOf = (part: string): readonly number[] =>
    editor.sandbox
      .processes()
      .filter(({ command }) => command.includes(part))
      .map(({ pid }) => pid);
  const run = () => [...pidsOf('opencode serve'), ...pidsOf('sleep 60')];
  /** What a server that is killed was about to start is for a moment a copy of it. */
  const untilNoServer = () =>
    until(() => pidsOf('opencode serve').length === 0, { what: 'the end of all servers' });
  const untilGone = (pids: readonly number[]) =>
    until(() => !run().some((pid) => pids.includes(pid)), {
      what: `the end of ${pids.join(', ')}`,
    });

  /** One tool that runs, and one process that another tool has left running. */
  async function startTool(): Promise<void> {
    const { chat } = editor;
    for (const script of ['bash-detached', 'bash-endless']) {
      await chat.send(`[[script:${script}]]`);
      const allow = await chat.find('permission-once');
      await allow.last().click({ timeout: 90_000 });
      const part = script === 'bash-endless' ? 'sleep 600' : 'sleep 601';
      await until(() => pidsOf(part).length > 0, { what: part });
      if (script === 'bash-detached') await chat.untilActivity('idle');
    }
    assert.equal(pidsOf('opencode serve').length, 1);
  }

  async function killExtensionHost(): Promise<void> {
    const hosts = pidsOf('--type=extensionHost');
    assert.equal(hosts.length, 1);
    for (const pid of hosts) process.kill(pid, 'SIGKILL');
  }

  it('leaves nothing to the next start when its extension host is killed', async () => {
    const old = run();
    await killExtensionHost();
    await editor.workbench.reload();
    await editor.workbench.activity('OpenCode');
    await untilGone(old);
    await (await editor.chat.find('composer-input')).waitFor();
    await until(() => pidsOf('opencode serve').length === 1, { what: 'one new server' });
    assert.deepEqual(pidsOf('sleep 60'), []);
  });

  it('leaves nothing to a window that needs no server', async () => {
    const { workbench } = editor;
    const old = run();
    await workbench.activity('Explorer');
    await workbench.untilStored('workbench.view.explorer');
    await killExtensionHost();
    await workbench.reload();
    await workbench.command('OpenCode Sessions: Show Log');
    await untilGone(old);
    await untilNoServer();
  });

  for (const [how, entry] of [
    ['disabled', 'Disable'],
    ['uninstalled', 'Uninstall'],
  ] as const)
    it(`leaves nothing when the extension is ${how}`, async () => {
      const { workbench } = editor;
      const old = run();
      await workbench.activity('Extensions');
      const { page } = workbench;
      const extension = page.locator('.extension-list-item', { hasText: 'OpenCode Sessions' });
      await extension.first().click({ button: 'right' });
      await workbench.menu(entry);
      await extension.first().getByText('Restart Required').waitFor();
      await workbench.reload();
      await untilGone(old);
      await untilNoServer();
    });

  it('leaves the server to another window of the same folder, and its turn is not cut', async () => {
    const [server] = pidsOf('opencode serve');
    const other = await openWorkbench(editor.vscode.url, { folder: editor.sandbox.workspace });
    try {
      await other.activity('OpenCode');
      await other.treeRow('Scripted session').click();
      const chat = new ChatPanel(other);
      await (await chat.tool('bash', 'running')).waitFor();
      assert.deepEqual(pidsOf('opencode serve'), [server]);
      await editor.workbench.page.goto('about:blank');
      await until(() => pidsOf('--type=extensionHost').length === 1, { what: 'one window' });
      await chat.untilActivity('busy');
      await chat.press('composer-stop');
      await chat.untilActivity('idle');
      assert.deepEqual(pidsOf('opencode serve'), [server]);
      await other.page.goto('about:blank');
      await until(() => run().length === 0, { what: 'the end of all' });
    } finally {
      await other.close();
    }
  });

  it('leaves nothing when it is closed', async () => {
    const old = run();
    await editor.workbench.page.goto('about:blank');
    await untilGone(old);
  });
});
