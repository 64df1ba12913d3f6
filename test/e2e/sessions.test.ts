import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

describe('the session tree in VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, { name: 'sessions' });
  });
  after(() => editor.close());

  const newSession = async () => {
    await editor.workbench.command('OpenCode Sessions: New Session');
    await (await editor.chat.find('empty-state')).waitFor();
  };

  const rename = async (from: string, to: string) => {
    await editor.workbench.treeMenu(from, 'Rename Session…');
    await editor.workbench.quickInput.type(to);
    await editor.workbench.treeRow(to).waitFor();
  };

  const untilTitle = async (title: string) =>
    (await editor.chat.find('header-title')).filter({ hasText: title }).waitFor();

  const icon = (row: Locator, name: string) => row.locator(`.codicon-${name}`).first();

  it('shows what each session does', async () => {
    const { chat, workbench } = editor;
    await chat.send('Give me a slow answer');
    await chat.untilAnswer('One more line');
    const row = workbench.treeRow('Scripted session');
    await row.filter({ hasText: 'working…' }).waitFor();
    await icon(row, 'loading').waitFor();
    await workbench.statusItem('1 working').waitFor();
    await chat.press('composer-stop');
    await row.filter({ hasText: 'now' }).waitFor();
    await icon(row, 'circle-outline').waitFor();
    await rename('Scripted session', 'Slow one');
  });

  it('shows which session waits and which failed', async () => {
    const { chat, workbench } = editor;
    await newSession();
    await chat.send('Use a bad key [[script:err401]]');
    const failed = workbench.treeRow('failed · now');
    await icon(failed, 'error').waitFor();
    await newSession();
    await chat.send('Run a command');
    const waiting = workbench.treeRow('waiting for you');
    await icon(waiting, 'bell-dot').waitFor();
    await workbench.activityItem('OpenCode - 1 request waits for your answer').waitFor();
    await chat.press('permission-reject');
    await chat.untilActivity('idle');
    await waiting.waitFor({ state: 'detached' });
    await workbench.activityItem('OpenCode - 1').waitFor({ state: 'detached' });
  });

  it('opens a session by a click', async () => {
    const { chat, workbench } = editor;
    await workbench.treeRow('Slow one').click();
    await untilTitle('Slow one');
    await chat.untilAnswer('One more line');
  });

  it('renames a session, but not to nothing', async () => {
    const { workbench } = editor;
    await workbench.treeMenu('Slow one', 'Rename Session…');
    await workbench.quickInput.type(' ');
    await workbench.quickInput.untilMessage('A session needs a title.');
    await workbench.quickInput.type('Slow two');
    await workbench.treeRow('Slow two').waitFor();
    await untilTitle('Slow two');
    assert.equal(await workbench.treeRow('Slow one').count(), 0);
  });

  it('copies the id of a session', async () => {
    const { workbench, vscode } = editor;
    const { origin } = new URL(vscode.url);
    await workbench.page
      .context()
      .grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    await workbench.treeMenu('Slow two', 'Copy Session ID');
    const copied = async () =>
      String(await workbench.page.evaluate('navigator.clipboard.readText()'));
    await until(async () => /^ses_\w+$/.test(await copied()), { what: 'the id on the clipboard' });
  });

  it('nests the session of a sub-agent', async () => {
    const { chat, workbench } = editor;
    await newSession();
    await chat.send('Delegate this to an agent');
    await chat.press('permission-once');
    await (await chat.tool('task', 'completed')).waitFor();
    await chat.untilActivity('idle');
    await rename('Scripted session', 'Parent');
    await workbench.treeRow('Parent').locator('.monaco-tl-twistie').click();
    await workbench.treeRow('Look at the system').click();
    await untilTitle('Look at the system');
    await chat.untilAnswer('The system has answered.');
    const rows = await workbench.treeRows();
    const at = rows.findIndex(({ label }) => label === 'Parent');
    assert.match(rows[at + 1]?.label ?? '', /Look at the system/);
    assert.equal(rows[at + 1]?.level, (rows[at]?.level ?? 0) + 1);
  });

  it('keeps a session whose deletion was cancelled, and deletes it when confirmed', async () => {
    const { chat, workbench } = editor;
    await workbench.treeRow('Slow two').click();
    await untilTitle('Slow two');
    await workbench.treeMenu('Slow two', 'Delete Session…');
    await workbench.dialog().getByText('Delete the session “Slow two”?').waitFor();
    await workbench.dialogButton('Cancel');
    await workbench.command('OpenCode Sessions: Refresh Sessions');
    await chat.untilActivity('idle');
    await workbench.treeRow('Slow two').waitFor();
    await workbench.treeMenu('Slow two', 'Delete Session…');
    await workbench.dialogButton('Delete');
    await workbench.treeRow('Slow two').waitFor({ state: 'detached' });
    await (await chat.find('empty-state')).waitFor();
  });

  it('takes an archived session back', async () => {
    const { workbench } = editor;
    await workbench.treeMenu('Parent', 'Archive Session');
    await workbench.notifications.click('“Parent” is archived', 'Undo');
    await workbench.treeRow('Parent').waitFor();
  });

  it('hides an archived session, for good', async () => {
    const { workbench } = editor;
    await workbench.treeMenu('Parent', 'Archive Session');
    await workbench.notifications.toast('“Parent” is archived');
    await workbench.treeRow('Parent').waitFor({ state: 'detached' });
    await workbench.reload();
    await workbench.treeRow('Scripted session').waitFor();
    assert.equal(await workbench.treeRow('Parent').count(), 0);
  });
});
