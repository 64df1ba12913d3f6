import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

describe('acting on messages in VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, { name: 'messages' });
    const { origin } = new URL(editor.vscode.url);
    const permissions = ['clipboard-read', 'clipboard-write'];
    await editor.workbench.page.context().grantPermissions(permissions, { origin });
  });
  after(() => editor.close());

  const newSession = async () => {
    await editor.workbench.command('OpenCode Sessions: New Session');
    await (await editor.chat.find('empty-state')).waitFor();
  };

  const prompt = async (text: string): Promise<Locator> =>
    (await editor.chat.find('row-user')).filter({ hasText: text }).last();

  /** By the keyboard, as a button of the row's toolbar. */
  const act = async (row: Locator, action: string) => {
    const button = row.getByTestId(`message-${action}`);
    await button.focus();
    await button.press('Enter');
  };

  /** So many, and the last one is whole. */
  const untilAnswers = async (count: number) => {
    const answers = await editor.chat.find('row-assistant');
    const areThere = async () =>
      (await answers.count()) === count &&
      (await answers.last().getAttribute('data-done')) === 'true';
    await until(areThere, { what: `${count} answers`, timeoutMs: 60_000 });
  };

  const ask = async (text: string) => {
    const count = await (await editor.chat.find('row-assistant')).count();
    await editor.chat.send(text);
    await untilAnswers(count + 1);
  };

  const untilComposed = async (text: string) => {
    const input = await editor.chat.find('composer-input');
    await until(async () => (await input.inputValue()) === text, { what: `"${text}" to be typed` });
  };

  const untilTitle = async (title: string) =>
    (await editor.chat.find('header-title')).filter({ hasText: title }).waitFor();

  const untilCopied = async (text: string) => {
    const copied = async () =>
      String(await editor.workbench.page.evaluate('navigator.clipboard.readText()'));
    await until(async () => (await copied()) === text, { what: `"${text}" on the clipboard` });
  };

  it('copies a prompt, and an answer as it was written', async () => {
    await editor.chat.send('Hello there');
    await editor.chat.untilAnswer('scripted model');
    await editor.chat.untilActivity('idle');
    await act(await prompt('Hello there'), 'copy');
    await untilCopied('Hello there');
    await act((await editor.chat.find('row-assistant')).last(), 'copy');
    await untilCopied(
      'Hello! I am the **scripted model** of this demo. Ask me to *explain*, *fix* or *test* the sample project, or type `[[script:markdown]]`.',
    );
  });

  it('forks before a prompt, which is then there to be given in another way', async () => {
    await ask('Hello again');
    await act(await prompt('Hello again'), 'fork');
    await untilTitle('(fork #1)');
    await untilComposed('Hello again');
    const rows = await editor.chat.find('row-user');
    await until(async () => (await rows.count()) === 1, { what: 'one prompt' });
    await editor.workbench.treeRow('(fork #1)').waitFor();
  });

  it('takes back what a prompt has done once that was confirmed, and restores it', async () => {
    const { chat, workbench, sandbox } = editor;
    const file = join(sandbox.workspace, 'hello.txt');
    await newSession();
    await chat.send('[[script:write-edit]]');
    await chat.press('permission-once');
    await (await chat.tool('write', 'completed')).waitFor();
    await chat.press('permission-once');
    await (await chat.tool('edit', 'completed')).waitFor();
    await chat.untilActivity('idle');
    const written = readFileSync(file, 'utf8');
    await act(await prompt('write-edit'), 'revert');
    await workbench.dialog().getByText('Take back 1 prompt and what followed?').waitFor();
    await workbench.dialog().getByText('hello.txt').waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.dialog().waitFor({ state: 'detached' });
    assert.equal(readFileSync(file, 'utf8'), written);
    await act(await prompt('write-edit'), 'revert');
    await workbench.dialogButton('Take Back');
    const notice = await chat.find('row-notice');
    await notice.filter({ hasText: '1 prompt and what followed is taken back' }).waitFor();
    await until(() => !existsSync(file), { what: 'the file to be gone' });
    await untilComposed('[[script:write-edit]]');
    const restore = notice.getByRole('button', { name: 'Restore' });
    await restore.focus();
    await restore.press('Enter');
    await notice.waitFor({ state: 'detached' });
    await until(() => existsSync(file) && readFileSync(file, 'utf8') === written, {
      what: 'the file to be back',
    });
    await (await prompt('write-edit')).waitFor();
  });

  it('sends an edited prompt in place of the earlier one, and keeps the draft', async () => {
    const { chat, workbench } = editor;
    await newSession();
    await ask('Hello first');
    const input = await chat.find('composer-input');
    await input.fill('mine');
    await act(await prompt('Hello first'), 'edit');
    await (await chat.find('edit-note')).waitFor();
    await untilComposed('Hello first');
    await input.press('Escape');
    await untilComposed('mine');
    await act(await prompt('Hello first'), 'edit');
    await untilComposed('Hello first');
    await input.fill('Hello second');
    await input.press('Enter');
    await workbench.dialogButton('Cancel');
    await untilComposed('Hello second');
    await (await prompt('Hello first')).waitFor();
    await input.press('Enter');
    await workbench.dialogButton('Take Back and Send');
    await (await prompt('Hello second')).waitFor();
    await untilComposed('mine');
    await (await prompt('Hello first')).waitFor({ state: 'detached' });
    await untilAnswers(1);
    assert.equal(await (await chat.find('row-user')).count(), 1);
  });

  it('compacts a session', async () => {
    await editor.chat.press('compact-session');
    const notice = await editor.chat.find('row-notice');
    await notice.filter({ hasText: 'Earlier messages were summarised.' }).waitFor();
  });

  const exportTo = async (file: string, format: string) => {
    const { quickInput } = editor.workbench;
    await editor.workbench.command('OpenCode Sessions: Export Session…');
    await quickInput.pick(format);
    await quickInput.saveAs(file);
    await until(() => existsSync(file), { what: `the file ${file}` });
  };

  it('exports a session to read', async () => {
    await newSession();
    await ask('Hello for the file');
    const file = join(editor.sandbox.dir, 'read.md');
    await exportTo(file, 'Markdown');
    const text = readFileSync(file, 'utf8');
    assert.match(text, /## You\n\nHello for the file\n\n## OpenCode \(build, scripted\/demo\)\n/);
    assert.match(text, /I am the \*\*scripted model\*\*/);
  });

  it('exports a session, and imports it after it was deleted', async () => {
    const { chat, workbench, sandbox } = editor;
    const file = join(sandbox.dir, 'session.json');
    await exportTo(file, 'JSON');
    await workbench.command('OpenCode Sessions: Delete Session…');
    await workbench.dialogButton('Delete');
    await (await chat.find('empty-state')).waitFor();
    await workbench.command('OpenCode Sessions: Import Session…');
    await workbench.quickInput.choosePath(file, 'Import');
    await (await prompt('Hello for the file')).waitFor();
    await chat.untilAnswer('scripted model');
  });

  it('offers to share nothing where the configuration forbids it', async () => {
    const { workbench } = editor;
    await workbench.treeRow('Scripted session').click({ button: 'right' });
    await workbench.menuEntry('Fork Session').waitFor();
    assert.equal(await workbench.menuEntry('Share Session…').count(), 0);
    await workbench.page.keyboard.press('Escape');
  });
});
