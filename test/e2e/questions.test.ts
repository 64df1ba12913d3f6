import assert from 'node:assert/strict';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

describe('questions in VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, { name: 'questions' });
  });
  after(() => editor.close());
  beforeEach(async () => {
    const { chat, workbench } = editor;
    await workbench.command('OpenCode Sessions: New Session');
    await (await chat.find('empty-state')).waitFor();
    await chat.send('Ask me something');
    await (await chat.find('question-card')).waitFor();
  });
  afterEach(async () => {
    await editor.chat.untilActivity('idle');
    assert.equal(await (await editor.chat.find('question-card')).count(), 0);
    await editor.workbench.notifications.clear();
  });

  it('are answered from the notification, one choice and several', async () => {
    const { chat, workbench } = editor;
    await workbench.notifications.click('asks: Which database', 'Answer…');
    await workbench.quickInput.untilTitle('Database · 1 of 2');
    await workbench.quickInput.pick('SQLite');
    await workbench.quickInput.untilTitle('Features · 2 of 2');
    await workbench.quickInput.pickSeveral(['Login', 'Export']);
    await chat.untilAnswer('that settles it');
    const card = await chat.tool('question', 'completed');
    await card.click();
    for (const answer of ['SQLite', 'Login', 'Export'])
      await card.getByText(answer).first().waitFor();
    assert.equal(await card.getByText('Search').count(), 0);
  });

  it('take an answer in own words', async () => {
    const { chat, workbench } = editor;
    await workbench.command('OpenCode Sessions: Answer What Is Waiting…');
    await workbench.quickInput.pick('Answer in your own words…');
    await workbench.quickInput.type('A file of our own');
    await workbench.quickInput.untilTitle('Features · 2 of 2');
    await workbench.quickInput.pickSeveral(['Search']);
    await chat.untilAnswer('that settles it');
    const card = await chat.tool('question', 'completed');
    await card.click();
    await card.getByText('A file of our own').first().waitFor();
  });

  it('still wait when the list was left, and are answered in the card', async () => {
    const { chat, workbench } = editor;
    await workbench.notifications.click('asks: Which database', 'Answer…');
    await workbench.quickInput.pick('Postgres');
    await workbench.quickInput.untilTitle('Features · 2 of 2');
    await workbench.quickInput.cancel();
    await chat.untilActivity('waiting');
    await workbench.statusItem('1 waiting for you').waitFor();
    const card = await chat.find('question-card');
    for (const choice of ['SQLite', 'Search']) await card.getByText(choice).click();
    await chat.press('question-submit');
    await chat.untilAnswer('that settles it');
  });

  it('can be skipped, and a late answer in the list is harmless', async () => {
    const { chat, workbench } = editor;
    await workbench.notifications.click('asks: Which database', 'Answer…');
    await workbench.quickInput.pick('Postgres');
    await workbench.quickInput.untilTitle('Features · 2 of 2');
    const card = await chat.find('question-card');
    await card.getByRole('button', { name: 'Skip' }).click();
    await card.waitFor({ state: 'detached' });
    await workbench.quickInput.pickSeveral(['Login']);
    await workbench.statusItem('this was answered already').waitFor();
    await (await chat.tool('question', 'error')).waitFor();
  });
});
