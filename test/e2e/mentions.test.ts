import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { Sandbox } from '../support/sandbox.ts';
import { until } from '../support/until.ts';
import { newestVscode } from '../support/vscode/versions.ts';
import { openEditor, type Editor } from './editor.ts';

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** As text: the compiler of the tests adds helpers that the page does not have. */
const pasteImage = `{
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob('${png}'), (character) => character.charCodeAt(0));
  data.items.add(new File([bytes], 'p.png', { type: 'image/png' }));
  const options = { bubbles: true, cancelable: true, clipboardData: data };
  document.querySelector('.composer textarea').dispatchEvent(new ClipboardEvent('paste', options));
}`;

/** A command of the project, and a model that reads images. */
function prepare({ workspace }: Sandbox): { readonly folder: string } {
  const commands = join(workspace, '.opencode/command');
  mkdirSync(commands, { recursive: true });
  const greet = 'Greet $ARGUMENTS politely [[script:hello]]';
  writeFileSync(join(commands, 'greet.md'), `---\ndescription: Greets somebody\n---\n${greet}\n`);
  const modalities = { input: ['text', 'image'], output: ['text'] };
  const seeing = { name: 'Seeing', attachment: true, tool_call: true, modalities };
  const provider = { scripted: { models: { seeing } } };
  writeFileSync(
    join(workspace, 'opencode.json'),
    JSON.stringify({ model: 'scripted/seeing', provider }),
  );
  writeFileSync(join(workspace, 'fleeting.txt'), 'here for now\n');
  return { folder: workspace };
}

describe('what is composed in VS Code', () => {
  let editor: Editor;
  let input: Locator;

  before(async () => {
    editor = await openEditor(newestVscode, {
      name: 'mentions',
      settings: ({ settings }) => ({ ...settings, 'files.autoSave': 'off' }),
      target: prepare,
    });
    // What is found is found by the server.
    await editor.chat.send('[[script:hello]]');
    await editor.chat.untilAnswer('scripted model');
    await editor.chat.untilActivity('idle');
  });

  after(() => editor.close());

  beforeEach(async () => {
    await editor.workbench.command('OpenCode Sessions: New Session');
    await (await editor.chat.find('empty-state')).waitFor();
    input = await editor.chat.find('composer-input');
    await input.fill('');
  });

  /** Types what opens the list, and takes the option that has this text. */
  async function choose(typed: string, option: string): Promise<void> {
    await input.pressSequentially(typed);
    const list = await editor.chat.find('completions');
    const wanted = list.getByRole('option').filter({ hasText: option }).first();
    await wanted.waitFor();
    await until(
      async () => {
        if ((await wanted.getAttribute('aria-selected')) === 'true') return true;
        await input.press('ArrowDown');
        return false;
      },
      { what: `${option} to be active` },
    );
    await input.press('Enter');
  }

  /** What reached the model with this prompt. */
  async function sent(rest = '[[script:hello]]') {
    const before = editor.sandbox.model.calls.length;
    await input.pressSequentially(rest);
    await input.press('Enter');
    const call = () =>
      editor.sandbox.model.calls.slice(before).find(({ purpose }) => purpose === 'turn');
    await until(() => call() !== undefined, {
      what: 'the prompt to reach the model',
      timeoutMs: 90_000,
    });
    await editor.chat.untilActivity('idle');
    const found = call();
    assert.ok(found);
    return found;
  }

  it('brings a file that was found by its name', async () => {
    await choose('Read @gree', 'greet.ts');
    assert.equal(await input.inputValue(), 'Read @src/greet.ts ');
    const { given, prompt } = await sent();
    assert.match(prompt, /^Read @src\/greet\.ts /);
    assert.match(given, /export function greet\(name: string/);
  });

  it('brings what is selected, as the editor shows it', async () => {
    const { page } = editor.workbench;
    await editor.workbench.command('Go to File...');
    await editor.workbench.quickInput.filter('languages.ts');
    await editor.workbench.quickInput.pick('languages.ts');
    await editor.workbench.tab('languages.ts').waitFor();
    const text = page.locator('.editor-instance .view-lines').first();
    await text.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('// Not saved yet.');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+ArrowDown');
    await choose('Explain @sel', 'Selection');
    assert.equal(await input.inputValue(), 'Explain @src/languages.ts#L1 ');
    const { given } = await sent();
    assert.match(given, /\/\/ Not saved yet\./);
    assert.doesNotMatch(given, /Hallo/);
  });

  it('tells the model to hand the work to a mentioned agent', async () => {
    await choose('Let @gen', 'general');
    assert.match((await sent()).given, /call the task tool with subagent: general/);
  });

  it('gives the text back when what was chosen is gone', async () => {
    await choose('Read @fleet', 'fleeting.txt');
    rmSync(join(editor.sandbox.workspace, 'fleeting.txt'));
    await input.press('Enter');
    const note = await editor.chat.find('composer-note');
    await note.filter({ hasText: '@fleeting.txt is not there any more.' }).waitFor();
    assert.equal((await input.inputValue()).trim(), 'Read @fleeting.txt');
  });

  it('calls a command of the project', async () => {
    await choose('/gre', '/greet');
    assert.equal(await input.inputValue(), '/greet ');
    assert.match((await sent('Bob')).given, /Greet Bob politely/);
  });

  it('does something of ours at once', async () => {
    await sent();
    await choose('/new', 'Start a new session');
    await (await editor.chat.find('empty-state')).waitFor();
    assert.equal(await input.inputValue(), '');
  });

  it('runs a shell line once a person lets it', async () => {
    const line = '!echo from the $((40+2))';
    await input.fill(line);
    await (await editor.chat.find('composer-mode')).waitFor();
    await input.press('Enter');
    await editor.workbench.dialogButton('Cancel');
    const note = await editor.chat.find('composer-note');
    await note.filter({ hasText: 'The command was not run.' }).waitFor();
    assert.equal(await input.inputValue(), line);
    await input.press('Enter');
    await editor.workbench.dialogButton('Run');
    const card = await editor.chat.tool('bash', 'completed');
    await card.waitFor();
    await editor.chat.untilActivity('idle');
    assert.equal(await (await editor.chat.find('row-user')).count(), 0);
    await input.fill('!echo again');
    await input.press('Enter');
    await (await editor.chat.tool('bash', 'completed')).filter({ hasText: 'echo again' }).waitFor();
    assert.equal(await editor.workbench.dialog().count(), 0);
  });

  it('brings an image that was pasted, and keeps it over a reload', async () => {
    await input.focus();
    const frame = await editor.workbench.webviewFrame('[data-testid="composer-input"]');
    await frame.evaluate(pasteImage);
    await (await editor.chat.find('attachments')).getByText('p.png').waitFor();
    await editor.workbench.untilStored('p.png');
    await editor.workbench.reload();
    await editor.workbench.activity('OpenCode');
    await (await editor.chat.find('attachments')).getByText('p.png').waitFor();
    input = await editor.chat.find('composer-input');
    const { images } = await sent();
    assert.deepEqual(images, [`data:image/png;base64,${png}`]);
  });
});
