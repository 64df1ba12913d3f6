import assert from 'node:assert/strict';
import type { RequestCard } from '../../src/protocol/view.ts';
import { PanelHarness, type PanelPage } from './harness.ts';
import { emptyView, whole } from './richView.ts';

const permission: RequestCard = {
  kind: 'permission',
  id: 'p1',
  title: 'Edit src/a.ts?',
  detail: whole('src/a.ts'),
  diff: { patch: whole('@@ -1 +1 @@\n-a\n+b\n'), additions: 1, deletions: 1 },
  alwaysScope: 'Always allow covers all edits until OpenCode stops.',
  askedBy: 'explore',
  isAnswering: false,
};

const questions: RequestCard = {
  kind: 'question',
  id: 'q1',
  isAnswering: false,
  questions: [
    {
      text: 'Which framework?',
      header: 'Framework',
      isMultiple: false,
      allowsOwnAnswer: true,
      options: [
        { label: 'Preact', description: 'Small' },
        { label: 'React', description: 'Known' },
      ],
    },
    {
      text: 'Which checks?',
      header: 'Checks',
      isMultiple: true,
      allowsOwnAnswer: true,
      options: [
        { label: 'Types', description: '' },
        { label: 'Lint', description: '' },
      ],
    },
  ],
};

describe('requests', () => {
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

  for (const reply of ['once', 'always', 'reject'] as const) {
    it(`answers a permission with ${reply}`, async () => {
      await panel.show(emptyView({ requests: [permission] }));
      await panel.page.getByTestId(`permission-${reply}`).click();
      const expected = { type: 'answerPermission', requestId: 'p1', reply };
      assert.deepEqual(await panel.waitForPost('answerPermission'), expected);
    });
  }

  it('rejects with a message', async () => {
    await panel.show(emptyView({ requests: [permission] }));
    await panel.page.getByText('Reject with a message…').click();
    await panel.page.getByTestId('permission-message').fill('Use b.ts instead');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.waitForPost('answerPermission'), {
      type: 'answerPermission',
      requestId: 'p1',
      reply: 'reject',
      message: 'Use b.ts instead',
    });
  });

  it('goes back to the buttons when the message is given up', async () => {
    await panel.show(emptyView({ requests: [permission] }));
    const explain = panel.page.getByRole('button', { name: 'Reject with a message…' });
    await explain.focus();
    await explain.press('Enter');
    await panel.page.getByTestId('permission-message').press('Escape');
    assert.equal(await explain.evaluate((element) => element === document.activeElement), true);
    assert.deepEqual(panel.postsOf('answerPermission'), []);
  });

  it('shows the change inline and opens it in the diff editor', async () => {
    await panel.show(emptyView({ requests: [permission] }));
    const card = panel.page.getByTestId('permission-card');
    assert.deepEqual(await card.locator('.diff-line.is-added code').allTextContents(), ['b']);
    await card.getByText('Open diff').click();
    assert.equal((await panel.waitForPost('showPermissionDiff')).requestId, 'p1');
  });

  it('takes one answer only', async () => {
    await panel.show(emptyView({ requests: [{ ...permission, isAnswering: true }] }));
    await panel.page.getByTestId('permission-once').click({ force: true });
    assert.deepEqual(panel.postsOf('answerPermission'), []);
  });

  it('does not take the focus from the composer, and gives it back when answered', async () => {
    await panel.show(emptyView());
    const input = panel.page.getByTestId('composer-input');
    await input.focus();
    await panel.change({ op: 'frame', frame: { requests: [permission] } });
    await panel.page.keyboard.type(' typed on');
    assert.equal(await input.inputValue(), ' typed on');
    assert.match(await panel.page.getByRole('status').innerText(), /Edit src\/a\.ts\?/);
    await panel.page.getByTestId('permission-once').focus();
    await panel.change({ op: 'frame', frame: { requests: [] } });
    assert.equal(await input.evaluate((element) => element === document.activeElement), true);
  });

  it('answers several questions at once: one choice, several ticks and an own answer', async () => {
    await panel.show(emptyView({ requests: [questions] }));
    const card = panel.page.getByTestId('question-card');
    const submit = panel.page.getByTestId('question-submit');
    await card.getByRole('radio', { name: 'React Known' }).check();
    await card.getByRole('radio', { name: 'Preact Small' }).check();
    assert.equal(await submit.isDisabled(), true);
    await card.getByRole('checkbox', { name: 'Types' }).check();
    await card.getByRole('checkbox', { name: 'Lint' }).check();
    await card.getByRole('textbox').nth(1).fill('Format');
    await submit.click();
    assert.deepEqual(await panel.waitForPost('answerQuestion'), {
      type: 'answerQuestion',
      requestId: 'q1',
      answers: [['Preact'], ['Types', 'Lint', 'Format']],
    });
  });

  it('lets an own answer take the place of the one choice', async () => {
    const [first] = questions.kind === 'question' ? questions.questions : [];
    assert.ok(first);
    await panel.show(emptyView({ requests: [{ ...questions, questions: [first] }] }));
    const card = panel.page.getByTestId('question-card');
    await card.getByRole('radio', { name: 'React Known' }).check();
    await card.getByRole('textbox').fill('Svelte');
    await panel.page.getByTestId('question-submit').click();
    assert.deepEqual((await panel.waitForPost('answerQuestion')).answers, [['Svelte']]);
  });

  it('keeps the buttons in sight where there is little room', async () => {
    await panel.page.setViewportSize({ width: 300, height: 420 });
    const patch = whole(`@@ -1,60 +1,60 @@\n${'+a line\n'.repeat(60)}`);
    const card = { ...permission, diff: { patch, additions: 60, deletions: 0 } };
    for (const requests of [[card], [questions]]) {
      await panel.show(emptyView({ requests }));
      const button = requests[0] === card ? 'permission-once' : 'question-submit';
      const isSeen = await panel.page.getByTestId(button).evaluate((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      });
      assert.equal(isSeen, true, button);
    }
  });

  it('skips a question', async () => {
    await panel.show(emptyView({ requests: [questions] }));
    await panel.page.getByRole('button', { name: 'Skip' }).click();
    assert.equal((await panel.waitForPost('rejectQuestion')).requestId, 'q1');
  });
});
