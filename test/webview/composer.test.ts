import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { PanelHarness, type PanelPage } from './harness.ts';
import { emptyView } from './richView.ts';

describe('composer', () => {
  const harness = new PanelHarness();
  let panel: PanelPage;
  let input: Locator;
  before(() => harness.start());
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open();
    await panel.show(emptyView());
    input = panel.page.getByTestId('composer-input');
    await input.focus();
  });
  afterEach(async () => {
    assert.deepEqual(panel.complaints, []);
    await panel.close();
  });

  const busy = { op: 'frame', frame: { activity: { kind: 'busy' } } } as const;

  it('sends on Enter and breaks the line on Shift+Enter', async () => {
    await input.pressSequentially('one');
    await input.press('Shift+Enter');
    await input.pressSequentially('two');
    assert.deepEqual(panel.postsOf('prompt'), []);
    await input.press('Enter');
    assert.equal((await panel.waitForPost('prompt')).text, 'one\ntwo');
    assert.equal(await input.inputValue(), '');
  });

  it('does not send blank text', async () => {
    await input.fill(' \n ');
    await input.press('Enter');
    assert.equal(await panel.page.getByTestId('composer-send').isDisabled(), true);
    assert.deepEqual(panel.postsOf('prompt'), []);
  });

  it('leaves Enter and Escape to an input method that composes', async () => {
    await panel.change(busy);
    await input.fill('にほん');
    for (const key of ['Enter', 'Escape']) {
      await input.dispatchEvent('keydown', { key, isComposing: true });
      await input.dispatchEvent('keydown', { key, keyCode: 229 });
    }
    assert.deepEqual(panel.postsOf('prompt'), []);
    assert.deepEqual(panel.postsOf('stop'), []);
    await input.press('Enter');
    assert.equal((await panel.waitForPost('prompt')).text, 'にほん');
  });

  it('walks through earlier prompts and back to nothing', async () => {
    const { composer } = emptyView();
    const history = ['newest', 'older\nwith a second line'];
    await panel.change({ op: 'frame', frame: { composer: { ...composer, history } } });
    await input.press('ArrowUp');
    assert.equal(await input.inputValue(), 'newest');
    await input.press('ArrowUp');
    assert.equal(await input.inputValue(), 'older\nwith a second line');
    await input.press('ArrowUp');
    assert.equal(await input.inputValue(), 'older\nwith a second line');
    await input.press('ControlOrMeta+End');
    await input.press('ArrowDown');
    assert.equal(await input.inputValue(), 'newest');
    await input.press('ArrowDown');
    assert.equal(await input.inputValue(), '');
  });

  it('never replaces what the person typed by an earlier prompt', async () => {
    const { composer } = emptyView();
    await panel.change({ op: 'frame', frame: { composer: { ...composer, history: ['old'] } } });
    await input.fill('mine');
    await input.press('ArrowUp');
    assert.equal(await input.inputValue(), 'mine');
  });

  it('stops on Escape and by the button while busy, and still sends', async () => {
    await input.press('Escape');
    assert.deepEqual(panel.postsOf('stop'), []);
    await panel.change(busy);
    await input.press('Escape');
    await panel.page.getByTestId('composer-stop').click();
    await input.fill('also this');
    await panel.page.getByTestId('composer-send').click();
    await panel.waitForPost('prompt');
    assert.equal(panel.postsOf('stop').length, 2);
  });

  it('keeps the draft of each session over a reload', async () => {
    await input.fill('half a thought');
    const { composer } = emptyView();
    await panel.change({ op: 'frame', frame: { composer: { ...composer, draftKey: 'other' } } });
    assert.equal(await input.inputValue(), '');
    await panel.recreate();
    await panel.show(emptyView());
    assert.equal(await input.inputValue(), 'half a thought');
  });

  it('keeps text and caret while the first prompt makes the session', async () => {
    await input.pressSequentially('and then this');
    await input.press('ArrowLeft');
    await input.press('ArrowLeft');
    const { composer } = emptyView();
    const session = { ...composer, draftKey: 's1', previousDraftKey: composer.draftKey };
    await panel.change({ op: 'frame', frame: { composer: session } });
    await panel.page.keyboard.type('!');
    assert.equal(await input.inputValue(), 'and then th!is');
  });

  it('gives a refused prompt back, in front of what was typed since, with the reason', async () => {
    await input.fill('do it');
    await input.press('Enter');
    const { promptKey } = await panel.waitForPost('prompt');
    await input.fill('and more');
    await panel.send({ type: 'promptRefused', promptKey, reason: 'The folder is not trusted.' });
    assert.equal(await input.inputValue(), 'do it\nand more');
    assert.equal(
      await panel.page.getByText('The folder is not trusted.').first().isVisible(),
      true,
    );
  });

  it('says why a prompt that is too long stays', async () => {
    await input.fill('x'.repeat(200_001));
    await input.press('Enter');
    const reason = 'A prompt can have at most 200,000 characters; this one has 200,001.';
    assert.equal(await panel.page.locator('#composer-note').innerText(), reason);
    assert.equal(await panel.page.getByRole('status').innerText(), reason);
    assert.equal((await input.inputValue()).length, 200_001);
    assert.deepEqual(panel.postsOf('prompt'), []);
  });

  it('asks after a reload what became of its prompts, and forgets a taken one', async () => {
    await input.fill('do it');
    await input.press('Enter');
    const { promptKey } = await panel.waitForPost('prompt');
    await panel.recreate();
    assert.deepEqual((await panel.waitForPost('ready')).promptKeys, [promptKey]);
    await panel.show(emptyView());
    await panel.send({ type: 'promptTaken', promptKey });
    assert.equal(await input.inputValue(), '');
    await panel.recreate();
    assert.deepEqual((await panel.waitForPost('ready')).promptKeys, []);
  });

  it('keeps quiet about a prompt that is undecided after a reload', async () => {
    await input.fill('on its way');
    await input.press('Enter');
    await panel.waitForPost('prompt');
    await panel.recreate();
    await panel.show(emptyView());
    assert.equal(await input.inputValue(), '');
  });

  it('gets a prompt back that was lost with a reload, with a word about it', async () => {
    await input.fill('lost');
    await input.press('Enter');
    const { promptKey } = await panel.waitForPost('prompt');
    await panel.recreate();
    await panel.show(emptyView());
    const reason = 'OpenCode did not get this prompt.';
    await panel.send({ type: 'promptRefused', promptKey, reason });
    assert.equal(await input.inputValue(), 'lost');
    assert.equal(await panel.page.locator('#composer-note').innerText(), reason);
    await input.press('Enter');
    assert.notEqual((await panel.waitForPost('prompt')).promptKey, promptKey);
  });

  it('says why no prompt can be given and keeps the text', async () => {
    const { composer } = emptyView();
    const blockedReason = 'Trust this folder to use OpenCode.';
    await panel.change({ op: 'frame', frame: { composer: { ...composer, blockedReason } } });
    await input.fill('later');
    await input.press('Enter');
    assert.equal(await panel.page.getByText(blockedReason).isVisible(), true);
    assert.equal(await input.inputValue(), 'later');
    assert.deepEqual(panel.postsOf('prompt'), []);
  });

  it('opens the pickers and takes text from the host', async () => {
    await panel.page.getByTestId('agent-picker').click();
    await panel.page.getByTestId('model-picker').click();
    await panel.waitForPost('pickAgent');
    await panel.waitForPost('pickModel');
    await input.fill('look at');
    await panel.send({ type: 'insertText', text: '@src/a.ts' });
    assert.equal(await input.inputValue(), 'look at @src/a.ts');
    assert.equal(await input.evaluate((element) => element === document.activeElement), true);
  });

  it('says so while what is typed is a shell line', async () => {
    const mode = panel.page.getByTestId('composer-mode');
    for (const [text, count] of [
      ['!', 0],
      ['!ls', 1],
      ['ls', 0],
    ] as const) {
      await input.fill(text);
      assert.equal(await mode.count(), count, text);
    }
    await input.fill('!ls');
    assert.equal(await input.getAttribute('aria-describedby'), await mode.getAttribute('id'));
    await input.press('Enter');
    assert.equal((await panel.waitForPost('prompt')).text, '!ls');
  });

  it('fills the composer from an example', async () => {
    const example = panel.page.getByTestId('empty-state').getByRole('button').first();
    await example.click();
    assert.equal(await input.inputValue(), await example.textContent());
    assert.deepEqual(panel.postsOf('prompt'), []);
  });
});
