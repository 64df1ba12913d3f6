import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import { PanelHarness, type PanelPage } from './harness.ts';
import { emptyView } from './richView.ts';

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('attachments', () => {
  const harness = new PanelHarness();
  let panel: PanelPage;
  let input: Locator;
  let chips: Locator;
  before(() => harness.start());
  after(() => harness.stop());
  beforeEach(() => open());
  afterEach(async () => {
    assert.deepEqual(panel.complaints, []);
    await panel.close();
  });

  async function open(...options: Parameters<PanelHarness['open']>): Promise<void> {
    panel = await harness.open(...options);
    await panel.show(emptyView());
    input = panel.page.getByTestId('composer-input');
    chips = panel.page.getByTestId('attachments').getByRole('listitem');
    await input.focus();
  }

  interface Given {
    readonly name: string;
    readonly type: string;
    /** Base64. */
    readonly data: string;
    /** Adds so many bytes. */
    readonly more?: number;
  }

  /** Puts files onto the composer as a paste or a drop. */
  function give(event: 'paste' | 'drop' | 'dragover', files: readonly Given[], text = '') {
    const given = JSON.stringify({ event, files, text });
    return panel.page.evaluate(`{
      const { event, files, text } = ${given};
      const data = new DataTransfer();
      for (const { name, type, data: content, more = 0 } of files) {
        const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes, new Uint8Array(more)], name, { type }));
      }
      if (text) data.setData(event === 'paste' ? 'text/plain' : 'text/uri-list', text);
      const target = document.querySelector('.composer textarea');
      const options = { bubbles: true, cancelable: true };
      target.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent(event, { ...options, clipboardData: data })
          : new DragEvent(event, { ...options, dataTransfer: data }),
      );
    }`);
  }

  const image: Given = { name: 'a.png', type: 'image/png', data: png };

  async function keep(name: string, mime: string): Promise<string> {
    const { fileId } = await panel.waitForPost('filePiece');
    await panel.send({ type: 'fileKept', file: { id: fileId, name, mime, size: 2048 } });
    return fileId;
  }

  it('are pasted, shown with a small picture, and sent', async () => {
    await give('paste', [image]);
    const piece = await panel.waitForPost('filePiece');
    assert.deepEqual([piece.name, piece.index, piece.isLast, piece.data], ['a.png', 0, true, png]);
    const id = await keep('a.png', 'image/png');
    assert.equal(await chips.count(), 1);
    assert.match(await chips.innerText(), /a\.png\s*2 KB/);
    const source = await chips.locator('img').getAttribute('src');
    assert.match(source ?? '', /^data:image\/png;base64,/);
    await input.press('Enter');
    const { text, files } = await panel.waitForPost('prompt');
    assert.deepEqual([text, files?.map((file) => [file.id, file.mime])], ['', [[id, 'image/png']]]);
    assert.equal(await chips.count(), 0);
  });

  it('come in pieces that fit into messages', async () => {
    await give('drop', [{ name: 'long.txt', type: 'text/plain', data: '', more: 250_000 }]);
    while (panel.postsOf('filePiece').length < 3) await panel.page.waitForTimeout(10);
    const pieces = panel.postsOf('filePiece');
    const sizes = pieces.map((one) => JSON.stringify(one).length);
    assert.ok(Math.max(...sizes) < 256 * 1024);
    const bytes = pieces.map((one) =>
      one.type === 'filePiece' ? Buffer.from(one.data, 'base64').length : 0,
    );
    assert.equal(
      bytes.reduce((sum, count) => sum + count, 0),
      250_000,
    );
    assert.deepEqual(
      pieces.map((one) => one.type === 'filePiece' && one.isLast),
      [false, false, true],
    );
  });

  it('are refused with a reason, and nothing of the text is lost', async () => {
    await input.fill('look');
    await give('drop', [{ ...image, name: 'big.png', more: 9_000_000 }]);
    const note = panel.page.locator('#composer-note');
    await note.filter({ hasText: 'big.png is larger than 8 MB.' }).waitFor();
    await give('drop', [{ ...image, name: 'b.png' }]);
    const { fileId } = await panel.waitForPost('filePiece');
    const reason = 'b.png is not an image that models can read.';
    await panel.send({ type: 'fileRefused', fileId, reason });
    assert.equal(await note.innerText(), reason);
    assert.equal(await input.inputValue(), 'look');
    await input.press('Enter');
    assert.deepEqual((await panel.waitForPost('prompt')).files, []);
  });

  it('leave a pasted text alone', async () => {
    await give('paste', [image], 'a table');
    await panel.page.waitForTimeout(50);
    assert.deepEqual(panel.postsOf('filePiece'), []);
  });

  it('are removed by the keyboard, and the composer has the focus again', async () => {
    await give('paste', [image]);
    const fileId = await keep('a.png', 'image/png');
    await input.press('Shift+Tab');
    await panel.page.keyboard.press('Enter');
    assert.equal(await chips.count(), 0);
    assert.equal((await panel.waitForPost('forgetFile')).fileId, fileId);
    assert.equal(await input.evaluate((element) => element === document.activeElement), true);
  });

  it('are kept with the draft over a reload', async () => {
    await give('paste', [image]);
    await keep('a.png', 'image/png');
    await panel.recreate();
    await panel.show(emptyView());
    assert.match(await chips.innerText(), /a\.png/);
    assert.equal(await chips.locator('img').count(), 1);
  });

  it('say how to drop while something is dragged, and take addresses of VS Code', async () => {
    const hint = panel.page.getByTestId('drop-hint');
    await give('dragover', [image]);
    assert.match(await hint.innerText(), /Shift/);
    await give('drop', [], 'file:///project/a.ts\r\n# no\r\nhttps://example.org/\r\n');
    assert.deepEqual((await panel.waitForPost('dropUris')).uris, ['file:///project/a.ts']);
    assert.equal(await hint.count(), 0);
  });

  it('warn where the model does not read them', async () => {
    const { composer } = emptyView();
    await give('paste', [image]);
    await keep('a.png', 'image/png');
    const warning = panel.page.locator('#composer-warning');
    assert.equal(await warning.count(), 0);
    const unread = [{ mime: 'image/', label: 'images' }];
    const frame = { composer: { ...composer, model: 'Mock One', unread } };
    await panel.change({ op: 'frame', frame });
    assert.equal(await warning.innerText(), 'Mock One does not read images.');
  });

  it('are picked by a button', async () => {
    await panel.page.getByTestId('composer-attach').click();
    await panel.waitForPost('pickFiles');
  });

  for (const theme of ['dark', 'hcLight'] as const) {
    it(`have no accessibility violations and stay in a narrow panel (${theme})`, async () => {
      await panel.close();
      await open(theme, { width: 240, height: 500 });
      const long = `${'a-very-long-name-'.repeat(6)}.png`;
      for (const name of [long, 'b.pdf']) {
        panel.posted.length = 0;
        await give('paste', [{ ...image, name }]);
        await keep(name, 'image/png');
      }
      const { violations } = await new AxeBuilder({ page: panel.page }).analyze();
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        [],
      );
      const width = await panel.page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(width, 240);
      for (const chip of await chips.all()) {
        const box = await chip.boundingBox();
        assert.ok(box && box.x + box.width <= 240);
      }
      await panel.screenshot(`attachments-${theme}`);
    });
  }
});
