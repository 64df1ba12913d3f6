import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

describe('what stands in a transcript, under VS Code', () => {
  let editor: Editor;
  before(async () => {
    editor = await openEditor(newestVscode, { name: 'transcript' });
    const state = await editor.chat.find('header-state');
    await state.filter({ hasText: 'Ready' }).waitFor({ timeout: 90_000 });
    await editor.chat.send('[[script:code]]');
    await editor.chat.untilAnswer('This leaves a note');
    await editor.chat.untilActivity('idle');
  });

  const answer = async () => (await editor.chat.find('row-assistant')).last();
  const lines = () => editor.workbench.page.locator('.editor-instance .view-lines').innerText();
  const ran = () => join(editor.sandbox.workspace, 'ran.txt');

  /** A button of the code block that has this text. */
  async function codeButton(text: string, name: string): Promise<Locator> {
    const block = (await answer()).locator('.code-block', { hasText: text });
    return block.getByRole('button', { name });
  }

  async function untilLines(what: string, isThere: (text: string) => boolean): Promise<void> {
    // The editor draws spaces as other characters than it holds.
    const read = async () => isThere((await lines()).replaceAll('\u00A0', ' '));
    await until(read, { what });
  }

  it('offers a new file for code where there is no editor to insert it into', async () => {
    const { workbench } = editor;
    await (await codeButton('const taken', 'Insert code at cursor')).click();
    await workbench.notifications.click('no editor to insert into', 'New File');
    await workbench.tab('Untitled-1').waitFor();
    await untilLines('the code in the new file', (text) => text.includes("greet('Ada')"));
    await workbench.statusItem('TypeScript').waitFor();
  });

  it('inserts code at the cursor of the editor that is there', async () => {
    await (await codeButton('echo first', 'Insert code at cursor')).click();
    await untilLines('the command in the file', (text) => text.includes('echo second >> ran.txt'));
  });

  it('runs a command only when its question was answered with yes', async () => {
    const { workbench } = editor;
    await (await codeButton('echo first', 'Run code in terminal')).click();
    const dialog = workbench.dialog();
    await dialog.filter({ hasText: 'echo second >> ran.txt' }).waitFor();
    await dialog.filter({ hasText: 'typed one after the other' }).waitFor();
    await workbench.dialogButton('Cancel');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await workbench.page.locator('.terminal-wrapper').count(), 0);
    assert.equal(existsSync(ran()), false);
    await (await codeButton('echo first', 'Run code in terminal')).click();
    await workbench.dialogButton('Run');
    const written = () => readFile(ran(), 'utf8').catch(() => '');
    const isWhole = async () => (await written()) === 'first\nsecond\n';
    await until(isWhole, { what: 'what the commands write' });
  });

  it('opens the files that an answer names, also by their last name alone', async () => {
    const { workbench } = editor;
    const link = async (text: string) => (await answer()).locator('a', { hasText: text });
    await (await link('src/greet.ts:4')).click();
    await workbench.tab('greet.ts').waitFor();
    await workbench.statusItem('Ln 4, Col 1').waitFor();
    await (await link('languages.ts')).click();
    await workbench.tab('languages.ts').waitFor();
  });

  it('finds words by the key of every editor, and marks them', async () => {
    const { chat, workbench } = editor;
    await chat.send('[[script:hello]]');
    await chat.untilAnswer('scripted model');
    await chat.untilActivity('idle');
    await (await chat.find('composer-input')).click();
    const input = await chat.find('find-input');
    // A moment passes until VS Code knows who has the focus.
    const isOpen = async () => {
      await workbench.page.keyboard.press('Control+f');
      return input.isVisible();
    };
    await until(isOpen, { what: 'the find bar' });
    await input.fill('the greeting is');
    const count = await chat.find('find-count');
    await count.filter({ hasText: '1 of 1' }).waitFor();
    await untilMarked('The greeting is');
    await input.fill('script');
    await count.filter({ hasText: /of [3-9]/ }).waitFor();
    await input.press('Escape');
    await (await chat.find('find-bar')).waitFor({ state: 'detached' });
    const composer = await chat.find('composer-input');
    const isBack = () => composer.evaluate((field) => field.matches(':focus'));
    await until(isBack, { what: 'the focus in the composer' });
  });

  it('leaves the key to the editor while that has the focus', async () => {
    const { chat, workbench } = editor;
    await workbench.page.locator('.editor-instance .view-lines').click();
    await workbench.page.keyboard.press('Control+f');
    await workbench.page.locator('.find-widget.visible').waitFor();
    assert.equal(await (await chat.find('find-bar')).count(), 0);
    await workbench.page.keyboard.press('Escape');
    await workbench.command('OpenCode Sessions: Find in Chat');
    await (await chat.find('find-bar')).waitFor();
  });

  it('leaves no process behind', async () => {
    assert.deepEqual(await editor.close(), []);
  });

  async function untilMarked(text: string): Promise<void> {
    const transcript = await editor.chat.find('transcript');
    const marked = () => transcript.evaluate(readMark);
    await until(async () => (await marked()) === text, { what: `the mark on "${text}"` });
  }
});

const readMark = `[...(CSS.highlights.get('found') ?? [])].join('')`;
