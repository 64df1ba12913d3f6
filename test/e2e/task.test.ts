import assert from 'node:assert/strict';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

describe('Run OpenCode task in VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, { name: 'task' });
  });
  after(() => editor.close());
  beforeEach(async () => {
    await editor.workbench.notifications.clear();
    await editor.workbench.command('Run OpenCode task');
    await editor.workbench.quickInput.untilTitle('Run OpenCode Task in workspace');
  });

  const turns = () => editor.sandbox.model.calls.filter(({ purpose }) => purpose === 'turn');

  it('refuses an empty prompt', async () => {
    const { workbench } = editor;
    await workbench.quickInput.type('  ');
    await workbench.quickInput.untilMessage('Say what OpenCode should do.');
    await workbench.quickInput.cancel();
    assert.equal(turns().length, 0);
  });

  it('runs with the chosen model and leads to the finished session', async () => {
    const { chat, workbench } = editor;
    await workbench.quickInput.filter('Why is that so? [[script:reason]]');
    await workbench.quickInput.button('Choose Model…');
    await workbench.quickInput.pick('Scripted Mini');
    await workbench.quickInput.untilMessage('Runs with model');
    await workbench.page.keyboard.press('Enter');
    await workbench.notifications.click('OpenCode finished the task.', 'Open');
    await chat.untilAnswer('The fallback to English is deliberate');
    assert.equal(turns().at(-1)?.model, 'demo-mini');
  });

  it('shows its progress, asks, and says what came of it only where it is not seen', async () => {
    const { chat, workbench } = editor;
    await workbench.quickInput.type('Run the tests');
    await workbench.notifications.toast('OpenCode: Run the tests');
    await workbench.notifications.click('OpenCode wants to run', 'Allow once');
    await workbench.notifications.click('OpenCode finished the task.', 'Open');
    await chat.untilAnswer('ended well');
    await chat.untilActivity('idle');
    await workbench.notifications.toasts('OpenCode: Run the tests').waitFor({ state: 'detached' });
  });

  it('stops the model when it is cancelled', async () => {
    const { workbench } = editor;
    await workbench.quickInput.type('Give me a slow answer');
    await until(() => turns().at(-1)?.script === 'slow', { what: 'the slow answer' });
    await workbench.notifications.click('OpenCode: Give me a slow answer', 'Cancel');
    await workbench.notifications.toast('The OpenCode task was cancelled.');
    await until(() => turns().at(-1)?.aborted, { what: 'the end of the request to the model' });
    await workbench.statusItem('working').waitFor({ state: 'detached' });
  });

  it('says why it failed and leads to the session', async () => {
    const { chat, workbench } = editor;
    await workbench.quickInput.type('Use a bad key [[script:err401]]');
    const failure = 'The OpenCode task failed: The model provider refused the key.';
    await workbench.notifications.click(failure, 'Open');
    const transcript = await chat.find('transcript');
    await transcript.getByText('Incorrect API key provided').first().waitFor();
  });
});
