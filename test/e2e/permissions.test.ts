import assert from 'node:assert/strict';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

describe('permissions in VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, { name: 'permissions' });
  });
  after(() => editor.close());
  beforeEach(async () => {
    const { workbench } = editor;
    await workbench.notifications.clear();
    await workbench.command('OpenCode Sessions: New Session');
    await (await editor.chat.find('empty-state')).waitFor();
  });

  it('makes a click on the notification harmless once the card was answered', async () => {
    const { chat, workbench } = editor;
    await chat.send('Run a command');
    await workbench.notifications.toast('wants to run');
    await chat.press('permission-once');
    await (await chat.tool('bash', 'completed')).waitFor();
    await workbench.notifications.click('wants to run', 'Reject');
    await workbench.statusItem('this was answered already').waitFor();
    await chat.untilActivity('idle');
    assert.equal(await workbench.notifications.toasts('').count(), 0);
  });

  it('closes the card when the notification was answered', async () => {
    const { chat, workbench } = editor;
    await chat.send('Run a command');
    const card = await chat.find('permission-card');
    await card.waitFor();
    await workbench.notifications.click('wants to run', 'Allow once');
    await card.waitFor({ state: 'detached' });
    await (await chat.tool('bash', 'completed')).waitFor();
    await chat.untilActivity('idle');
  });

  it('tells the model what was rejected in the notification', async () => {
    const { chat, workbench } = editor;
    await chat.send('Run a command');
    await workbench.notifications.click('wants to run', 'Reject');
    await (await chat.tool('bash', 'error')).waitFor();
    await chat.untilActivity('idle');
    assert.equal(await (await chat.find('permission-card')).count(), 0);
  });

  it('takes a closed notification for no answer and shows elsewhere what waits', async () => {
    const { chat, workbench } = editor;
    await chat.send('Run a command');
    await workbench.notifications.toast('wants to run');
    await workbench.notifications.clear();
    await workbench.notifications.toasts('wants to run').waitFor({ state: 'detached' });
    await chat.untilActivity('waiting');
    await workbench.treeRow('waiting for you').waitFor();
    await workbench.statusItem('1 waiting for you').waitFor();
    await workbench.activityItem('OpenCode - 1 request waits for your answer').waitFor();
    await chat.press('permission-once');
    await (await chat.tool('bash', 'completed')).waitFor();
    await chat.untilActivity('idle');
    await workbench.statusItem('waiting for you').waitFor({ state: 'detached' });
    await workbench.treeRow('waiting for you').waitFor({ state: 'detached' });
  });

  it('takes an answer and a message from the keyboard alone', async () => {
    const { chat, workbench } = editor;
    await chat.send('Run a command');
    await (await chat.find('permission-card')).waitFor();
    const { keyboard } = workbench.page;
    await keyboard.press('F1');
    await workbench.quickInput.placeholder();
    await keyboard.type('OpenCode Sessions: Answer What Is Waiting');
    assert.match((await workbench.quickInput.items())[0] ?? '', /Answer What Is Waiting/);
    await keyboard.press('Enter');
    await workbench.quickInput.untilTitle('wants to run');
    await keyboard.type('message');
    await until(async () => (await workbench.quickInput.items()).length === 1, {
      what: 'the answer with a message',
    });
    await keyboard.press('Enter');
    await workbench.quickInput.untilTitle('Reject with a Message');
    await keyboard.type('Not on a Friday');
    await keyboard.press('Enter');
    await (await chat.tool('bash', 'error')).getByText('Not on a Friday').first().waitFor();
    await chat.untilActivity('idle');
  });

  it('shows what a sub-agent asks at the session that people see', async () => {
    const { chat, workbench } = editor;
    await chat.send('Delegate this to an agent');
    const card = await chat.find('permission-card');
    await card.getByText('Asked by general').waitFor();
    await workbench.notifications.toast('sub-agent general wants to run: uname -s');
    await workbench.treeRow('waiting for you').waitFor();
    await workbench.notifications.click('sub-agent', 'Allow once');
    await card.waitFor({ state: 'detached' });
    await (await chat.tool('task', 'completed')).waitFor();
    await chat.untilActivity('idle');
  });

  it('leads from the notification to the chat with everything about it', async () => {
    const { chat, workbench } = editor;
    await chat.send('Run a command');
    await workbench.notifications.toast('wants to run');
    await workbench.command('OpenCode Sessions: New Session');
    await (await chat.find('empty-state')).waitFor();
    assert.equal(await (await chat.find('permission-card')).count(), 0);
    await workbench.notifications.click('wants to run', 'Show details');
    await chat.press('permission-once');
    await (await chat.tool('bash', 'completed')).waitFor();
    await chat.untilActivity('idle');
  });

  it('keeps two requests apart', async () => {
    const { chat, workbench } = editor;
    await chat.send('[[script:bash2]]');
    await workbench.statusItem('2 waiting for you').waitFor();
    await workbench.notifications.toast('run: echo first');
    await workbench.notifications.toast('run: uname -s');
    await workbench.command('OpenCode Sessions: Answer What Is Waiting…');
    await workbench.quickInput.pick('uname -s');
    await workbench.quickInput.pick('Allow once');
    await workbench.statusItem('1 waiting for you').waitFor();
    const card = await chat.find('permission-card');
    await card.getByText('echo first').waitFor();
    assert.equal(await card.count(), 1);
    await workbench.notifications.click('run: echo first', 'Allow once');
    await chat.untilAnswer('Both commands are done.');
    await chat.untilActivity('idle');
  });

  it('does not ask again for what is always allowed', async () => {
    const { chat, workbench } = editor;
    await chat.send('Run a command');
    await workbench.notifications.click('wants to run', 'Always allow');
    await chat.untilAnswer('ended well');
    await chat.untilActivity('idle');
    await workbench.notifications.clear();
    await chat.send('Run the tests');
    const answers = (await chat.find('row-assistant')).filter({ hasText: 'ended well' });
    await answers.nth(1).waitFor();
    await chat.untilActivity('idle');
    assert.equal(await workbench.notifications.toasts('wants to run').count(), 0);
    assert.equal(await (await chat.find('permission-card')).count(), 0);
  });
});
