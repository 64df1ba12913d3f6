import assert from 'node:assert/strict';
import { mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
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
    const { workbench, sandbox } = editor;
    await workbench.command('Workspaces: Add Folder to Workspace...');
    await workbench.quickInput.choosePath(join(sandbox.dir, 'cherry'), 'Add');
    await untilRows(['apple', '  Scripted session', 'cherry']);
    assert.deepEqual(served(), ['apple']);
  });
});
