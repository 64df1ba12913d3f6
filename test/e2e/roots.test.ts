import assert from 'node:assert/strict';
import { mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createSampleWorkspace } from '../support/sampleWorkspace.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import type { WorkbenchTarget } from '../support/vscode/workbench.ts';
import { openEditor, type Editor } from './editor.ts';

/** Two projects of one kind; a third lies ready. */
function threeProjects({ dir }: Sandbox): WorkbenchTarget {
  for (const name of ['apple', 'berry', 'cherry']) {
    mkdirSync(join(dir, name));
    createSampleWorkspace(join(dir, name));
  }
  const workspace = join(dir, 'fruit.code-workspace');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'apple' }, { path: 'berry' }] }));
  return { workspace };
}

describe('a workspace with several folders in VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, { name: 'roots', target: threeProjects });
  });
  after(() => editor.close());

  /** The folders in which a server runs. */
  const served = () =>
    editor.sandbox
      .processes()
      .filter(({ command }) => command.includes('opencode serve'))
      .map(({ pid }) => basename(readlinkSync(`/proc/${pid}/cwd`)))
      .toSorted();

  const rows = async () => {
    const all = await editor.workbench.treeRows();
    return all.map(({ label, level }) => `${'  '.repeat(level - 1)}${label}`);
  };

  /** VS Code may bring its Explorer to the front when folders change, at once or a little later. */
  const untilRows = async (expected: readonly string[]) => {
    const areShown = async () => {
      await editor.workbench.activity('OpenCode');
      return (await rows()).join('\n') === expected.join('\n');
    };
    await until(areShown, { what: `the rows ${expected.join(', ')}` });
  };

  it('shows a row for each and starts the server of the shown one only', async () => {
    const { chat, workbench } = editor;
    await untilRows(['apple', 'berry']);
    await chat.send('Hello there');
    await chat.untilAnswer('scripted model');
    await chat.untilActivity('idle');
    await workbench.treeRow('apple').click();
    await untilRows(['apple', '  Scripted session', 'berry']);
    assert.deepEqual(served(), ['apple']);
  });

  it('asks for the folder of a new session and keeps the session there', async () => {
    const { chat, workbench } = editor;
    await workbench.command('OpenCode Sessions: New Session');
    await workbench.quickInput.untilTitle('New Session');
    assert.deepEqual(await workbench.quickInput.items(), ['apple', 'berry']);
    await workbench.quickInput.pick('berry');
    await untilChatIn('berry');
    await chat.send('Say hello again');
    await chat.untilAnswer('scripted model');
    await chat.untilActivity('idle');
    await workbench.treeRow('berry').click();
    await untilRows(['apple', '  Scripted session', 'berry', '  Scripted session']);
    assert.deepEqual(served(), ['apple', 'berry']);
  });

  it('asks for the folder of a task and runs it there', async () => {
    const { workbench } = editor;
    await workbench.command('Run OpenCode task');
    await workbench.quickInput.pick('berry');
    await workbench.quickInput.untilTitle('Run OpenCode Task in berry');
    await workbench.quickInput.type('[[script:reason]]');
    await workbench.notifications.toast('finished the task');
    const session = '  Scripted session';
    await untilRows(['apple', session, 'berry', session, session]);
    await workbench.notifications.clear();
  });

  it('ends the server of a folder that is removed and drops its rows', async () => {
    const { chat, workbench } = editor;
    await workbench.activity('Explorer');
    await workbench.treeMenu('berry', 'Remove Folder from Workspace');
    await until(() => served().join() === 'apple', { what: 'the end of the server' });
    await untilRows(['apple', '  Scripted session']);
    await (await chat.find('empty-state')).waitFor();
  });

  it('shows a folder that is added', async () => {
    await addFolder(join(editor.sandbox.dir, 'cherry'));
    await untilRows(['apple', '  Scripted session', 'cherry']);
    assert.deepEqual(served(), ['apple']);
  });

  it('names the folder of what is asked and done there', async () => {
    const { workbench } = editor;
    await workbench.command('Run OpenCode task');
    await workbench.quickInput.pick('cherry');
    await workbench.quickInput.untilTitle('Run OpenCode Task in cherry');
    await workbench.quickInput.type('[[script:bash]]');
    await workbench.notifications.toast('wants to run');
    await workbench.notifications.click(' · cherry', 'Allow once');
    await workbench.notifications.toast('OpenCode finished the task in cherry.');
    await workbench.notifications.clear();
    await workbench.treeRow('cherry').click();
    await untilRows(['apple', '  Scripted session', 'cherry', '  Scripted session']);
  });

  it('keeps the sessions of a folder within another one apart', async () => {
    const { chat, workbench, sandbox } = editor;
    await addFolder(join(sandbox.dir, 'apple', 'src'));
    const others = ['apple', '  Scripted session', 'cherry', '  Scripted session'];
    await untilRows([...others, 'src']);
    await workbench.command('OpenCode Sessions: New Session');
    await workbench.quickInput.pick('src');
    await untilChatIn('src');
    await chat.send('Say hello within');
    await chat.untilAnswer('scripted model');
    await chat.untilActivity('idle');
    await workbench.treeRow('src').click();
    await untilRows([...others, 'src', '  Scripted session']);
    await workbench.command('OpenCode Sessions: Refresh Sessions');
    await untilRows([...others, 'src', '  Scripted session']);
    assert.deepEqual(served(), ['apple', 'cherry', 'src']);
  });

  it('takes a link for the folder that it leads to', async () => {
    const { workbench, sandbox } = editor;
    symlinkSync(join(sandbox.dir, 'apple'), join(sandbox.dir, 'plum'));
    await addFolder(join(sandbox.dir, 'plum'));
    await workbench.activity('Explorer');
    await workbench.treeRow('plum').waitFor();
    await workbench.command('OpenCode Sessions: New Session');
    await workbench.quickInput.untilTitle('New Session');
    assert.deepEqual(await workbench.quickInput.items(), ['apple', 'cherry', 'src']);
    await workbench.quickInput.cancel();
    assert.deepEqual(served(), ['apple', 'cherry', 'src']);
  });

  /** What is typed before would be for the conversation that the panel leaves. */
  async function untilChatIn(folder: string): Promise<void> {
    const frame = await editor.workbench.webviewFrame('[data-testid="composer-input"]');
    await frame.locator(`.header-root[title="${folder}"]`).waitFor({ state: 'attached' });
  }

  async function addFolder(path: string): Promise<void> {
    await editor.workbench.command('Workspaces: Add Folder to Workspace...');
    await editor.workbench.quickInput.choosePath(path, 'Add');
  }
});
