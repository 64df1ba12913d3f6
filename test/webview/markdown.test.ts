import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { PanelHarness, type PanelPage } from './harness.ts';
import { assistantRow, emptyView, textPart } from './richView.ts';

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const hostile = `<script>window.hacked = 1</script> <img src=x onerror="window.hacked = 1">

[script](javascript:window.hacked=1) [command](command:workbench.action.quit) [data](data:text/html,<script>window.hacked=1</script>)
[vscode](vscode://file/x) [network](//evil.example/x) <javascript:window.hacked=1>
[encoded](java&#115;cript:window.hacked=1) [tab](java&#9;script:window.hacked=1)

![remote](https://evil.example/pixel.png) ![svg](data:image/svg+xml;base64,PHN2Zy8+) ![inline](${pixel})

<svg onload="window.hacked = 1"></svg><iframe srcdoc="<script>parent.hacked = 1</script>"></iframe>

\`\`\`html"><img src=x onerror=window.hacked=1>
<b>text</b>
`;

/** Text, because the test's own compiler adds helpers to functions that the page does not have. */
const watchBlocks = `
  window.seen = [];
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      window.seen.push(element.closest('p, h3, .block').textContent);
    }
  });
  for (const block of document.querySelectorAll('.block')) {
    observer.observe(block, { childList: true, subtree: true, characterData: true });
  }
`;

function opacityOf(locator: Locator): Promise<string> {
  return locator.evaluate((element) => getComputedStyle(element).opacity);
}

describe('markdown in the panel', () => {
  const harness = new PanelHarness();
  let panel: PanelPage;
  before(() => harness.start());
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open();
  });
  afterEach(async () => {
    assert.deepEqual(panel.complaints, []);
    await panel.close();
  });

  async function draw(text: string, isDone = true): Promise<void> {
    await panel.show(
      emptyView({ rows: [assistantRow('a', [textPart('x', text, isDone)], isDone)] }),
    );
  }

  it('touches only the tail while a text grows', async () => {
    await draw('# Title\n\nFirst block.\n\nTail beg', false);
    await panel.page.evaluate(watchBlocks);
    await panel.change({ op: 'append', rowId: 'a', partId: 'x', text: 'ins **bold' });
    const seen: unknown = await panel.page.evaluate('window.seen');
    assert.ok(Array.isArray(seen) && seen.length > 0);
    assert.deepEqual([...new Set(seen)], ['Tail begins bold']);
    assert.equal(await panel.page.locator('.block strong').textContent(), 'bold');
  });

  it('ends with the same content, however the text was cut', async () => {
    const text =
      'Intro:\n\n1. one\n\n2. two\n   - deep\n\n```ts\nconst a = 1;\n\nconst b = 2;\n```\n\nTitle\n---\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\nlast [ref]\n\n[ref]: https://example.org/\n';
    await draw(text);
    await panel.page.locator('.hljs-keyword').first().waitFor();
    const content = panel.page.locator('.markdown');
    const expected = await content.innerText();
    const kinds = await content.locator('ol, ul, pre, h3, h4, table').count();
    await draw('', false);
    for (const character of text) {
      await panel.change({ op: 'append', rowId: 'a', partId: 'x', text: character });
    }
    await panel.change({ op: 'row', row: assistantRow('a', [textPart('x', text)]) });
    await panel.page.locator('.hljs-keyword').first().waitFor();
    assert.equal(await content.innerText(), expected);
    assert.equal(await content.locator('ol, ul, pre, h3, h4, table').count(), kinds);
  });

  it('runs nothing of a hostile text and shows it', async () => {
    await draw(hostile, false);
    await draw(hostile);
    const content = panel.page.locator('.markdown');
    assert.equal(await panel.page.evaluate('window.hacked'), undefined);
    assert.match(await content.innerText(), /<script>window\.hacked = 1<\/script>/);
    assert.equal(await content.locator('script, iframe, svg:not(.icon)').count(), 0);
    const sources = await content
      .locator('img')
      .evaluateAll((images) => images.map((image) => image.getAttribute('src')));
    assert.deepEqual(sources, [pixel]);
    assert.deepEqual(await content.locator('a').allTextContents(), []);
    for (const word of ['script', 'command', 'data', 'vscode', 'network', 'remote']) {
      assert.match(await content.innerText(), new RegExp(word));
    }
  });

  it('asks the host to open links and files, and follows none itself', async () => {
    await draw('[site](https://example.org/a?b=c) [file](src/my%20file.ts:12) <me@example.org>');
    const url = panel.page.url();
    await panel.page.getByText('site').click();
    await panel.page.getByText('file').click();
    await panel.page.getByText('me@example.org').click();
    assert.deepEqual(await panel.waitForPost('openFile'), {
      type: 'openFile',
      path: 'src/my file.ts',
      line: 12,
    });
    await panel.waitForPost('openLink');
    assert.deepEqual(panel.postsOf('openLink'), [
      { type: 'openLink', url: 'https://example.org/a?b=c' },
      { type: 'openLink', url: 'mailto:me@example.org' },
    ]);
    assert.equal(panel.page.url(), url);
  });

  it('draws a list of tasks with boxes', async () => {
    await draw('- [x] done\n- [ ] open\n- plain [x] text');
    const items = panel.page.locator('.markdown li');
    assert.deepEqual(await items.allInnerTexts(), ['☑ done', '☐ open', 'plain [x] text']);
  });

  it('copies a code block as it was written', async () => {
    await draw('```ts\nconst a = "<b>";\n```');
    await panel.page.locator('.hljs-keyword').waitFor();
    await panel.page.getByRole('button', { name: 'Copy code' }).click();
    assert.equal((await panel.waitForPost('copy')).text, 'const a = "<b>";\n');
  });

  it('hands a code block with its language to what its buttons do', async () => {
    await draw('```bash\nnpm test\n```');
    for (const name of ['Insert code at cursor', 'Open code as new file', 'Run code in terminal']) {
      await panel.page.getByRole('button', { name }).click();
    }
    const code = { type: 'code', text: 'npm test\n', language: 'bash' };
    assert.deepEqual(panel.postsOf('code'), [
      { ...code, action: 'insert' },
      { ...code, action: 'newFile' },
      { ...code, action: 'run' },
    ]);
  });

  it('offers to run only what is meant for a terminal', async () => {
    await draw('```ts\nconst a = 1;\n```');
    await panel.page.getByRole('button', { name: 'Insert code at cursor' }).waitFor();
    assert.equal(await panel.page.locator('[data-action="run"]').count(), 0);
  });

  it('shows the buttons of a code block to a pointer and to the keyboard', async () => {
    await draw('```sh\nls\n```');
    const buttons = panel.page.locator('.code-actions');
    assert.equal(await opacityOf(buttons), '0');
    await panel.page.locator('.code-block').hover();
    assert.equal(await opacityOf(buttons), '1');
    await panel.page.getByTestId('composer-input').hover();
    assert.equal(await opacityOf(buttons), '0');
    await panel.page.getByTestId('transcript').focus();
    await panel.page.keyboard.press('Tab');
    assert.equal(await opacityOf(buttons), '1');
  });

  it('keeps two buttons where there is no room for more', async () => {
    await panel.page.setViewportSize({ width: 240, height: 700 });
    await draw('```sh\nls\n```');
    const names = panel.page.locator('.code-action').filter({ visible: true });
    assert.deepEqual(
      await names.evaluateAll((buttons) => buttons.map((button) => button.ariaLabel)),
      ['Copy code', 'More for this code'],
    );
    await panel.page.getByRole('button', { name: 'More for this code' }).click();
    assert.equal((await panel.waitForPost('code')).action, 'choose');
  });

  it('says of a code block that is too long what it is, without its text', async () => {
    await draw(`\`\`\`ts\n${'x'.repeat(200_001)}\n\`\`\``);
    await panel.page.getByRole('button', { name: 'Insert code at cursor' }).click();
    assert.deepEqual(await panel.waitForPost('code'), {
      type: 'code',
      action: 'insert',
      language: 'ts',
    });
  });

  it('colours code when it comes into sight, and not before', async () => {
    const top = '```ts\nconst first = 1;\n```\n\n';
    await draw(`${top}${'Line.\n\n'.repeat(200)}\`\`\`ts\nconst last = 1;\n\`\`\``);
    const keywords = panel.page.locator('.hljs-keyword');
    await panel.page.locator('.block').last().locator('.hljs-keyword').waitFor();
    assert.equal(await keywords.count(), 1);
    await panel.page.locator('.code-block').first().scrollIntoViewIfNeeded();
    await panel.page.locator('.block').first().locator('.hljs-keyword').waitFor();
    assert.equal(await keywords.count(), 2);
  });

  it('survives a line of a megabyte, a huge table and a fence that never ends', async () => {
    const table = `| a | b |\n|---|---|\n${'| cell | cell |\n'.repeat(3000)}`;
    await draw(`${'x'.repeat(1_000_000)}\n\n${table}\n\n\`\`\`js\n${'let a = 1;\n'.repeat(3000)}`);
    const content = panel.page.locator('.markdown');
    assert.ok(((await content.textContent()) ?? '').length > 1_030_000);
    const isWider = await panel.page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    assert.equal(isWider, false);
    await panel.page.getByTestId('composer-input').fill('still here');
  });
});
