import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

describe(`a session in VS Code ${newestVscode}`, () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode);
  });

  it('answers a prompt that was typed before any server ran', async () => {
    await editor.chat.send('Hello there');
    await editor.chat.untilAnswer('scripted model');
    await editor.chat.untilActivity('idle');
    await editor.workbench.treeRow('Scripted session').waitFor();
  });

  it('runs a command that was allowed in the native notification', async () => {
    await editor.chat.send('Run a command');
    await editor.workbench.notifications.click('wants to', 'Allow once');
    await (await editor.chat.tool('bash', 'completed')).waitFor();
    await editor.chat.untilActivity('idle');
  });

  it('changes a file once the card says so', async () => {
    const file = join(editor.sandbox.workspace, 'hello.txt');
    await editor.chat.send('[[script:write-edit]]');
    await editor.chat.press('permission-once');
    await (await editor.chat.tool('write', 'completed')).waitFor();
    assert.equal(await readFile(file, 'utf8'), 'line one\nline two\nline three\n');
    await editor.chat.press('permission-once');
    await editor.chat.untilActivity('idle');
    assert.match(await readFile(file, 'utf8'), /line TWO \(edited\)/);
  });

  it('leaves no process behind', async () => {
    assert.ok(editor.sandbox.processes().some(({ command }) => command.includes('opencode serve')));
    assert.deepEqual(await editor.close(), []);
  });
});
