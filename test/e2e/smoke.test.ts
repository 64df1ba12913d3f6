import assert from 'node:assert/strict';
import { oldestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

describe(`a session in VS Code ${oldestVscode}`, () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(oldestVscode);
  });

  it('answers, asks and shows the session', async () => {
    await editor.chat.send('Run a command');
    await editor.workbench.notifications.click('wants to', 'Allow once');
    await editor.chat.untilAnswer('hi-from-bash');
    await editor.chat.untilActivity('idle');
    await editor.workbench.treeRow('Scripted session').waitFor();
  });

  it('leaves no process behind', async () => {
    assert.deepEqual(await editor.close(), []);
  });
});
