import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { PartView, ToolStatus } from '../../src/protocol/view.ts';
import { PanelHarness, type PanelPage } from './harness.ts';
import { assistantRow, emptyView, textPart, toolPart, whole } from './richView.ts';

function read(id: string, path: string, status: ToolStatus = 'completed'): PartView {
  return toolPart(id, {
    tool: 'read',
    label: status === 'running' ? 'Reading' : 'Read',
    title: path,
    status,
    body: { kind: 'read', file: { path, label: path }, output: whole(`content of ${path}`) },
  });
}

const edited = toolPart('e', {
  tool: 'edit',
  label: 'Edited',
  title: 'a.ts',
  body: {
    kind: 'edit',
    file: { path: 'a.ts', label: 'a.ts' },
    problems: {
      errors: [
        { file: { path: 'a.ts', label: 'a.ts:3', line: 3 }, text: "Cannot find name 'x'." },
        { file: { path: 'a.ts', label: 'a.ts:8', line: 8 }, text: "';' expected." },
      ],
      total: 6,
    },
  },
});

describe('tool cards in the panel', () => {
  const harness = new PanelHarness();
  let panel: PanelPage;
  before(() => harness.start());
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open();
  });
  afterEach(async () => {
    const { violations } = await new AxeBuilder({ page: panel.page }).analyze();
    assert.deepEqual(
      violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`)),
      [],
    );
    assert.deepEqual(panel.complaints, []);
    await panel.close();
  });

  it('fold calls that only looked at something into one line', async () => {
    const parts = [read('r1', 'a.ts'), read('r2', 'b.ts', 'running')];
    await panel.show(emptyView({ rows: [assistantRow('a', parts, false)] }));
    const group = panel.page.getByTestId('explored');
    assert.match(await group.innerText(), /Exploring\s+2 reads · Reading b\.ts/);
    await panel.change({ op: 'part', rowId: 'a', part: read('r2', 'b.ts') });
    assert.match(await group.innerText(), /Explored\s+2 reads/);
    await group.getByRole('button').press('Enter');
    const cards = group.getByTestId('tool-card');
    assert.equal(await cards.count(), 2);
    await panel.change({ op: 'part', rowId: 'a', part: read('r3', 'c.ts') });
    assert.equal(await cards.count(), 3);
    await cards.nth(2).getByRole('button').first().click();
    assert.equal(await cards.nth(2).getByLabel('Content').innerText(), 'content of c.ts');
  });

  it('leave a text that grows beside a folded group alone', async () => {
    const parts = [read('r1', 'a.ts'), read('r2', 'b.ts'), textPart('x', 'So', false)];
    await panel.show(emptyView({ rows: [assistantRow('a', parts, false)] }));
    await panel.page.getByTestId('explored').evaluate((element) => {
      element.setAttribute('data-mark', 'kept');
    });
    await panel.change({ op: 'append', rowId: 'a', partId: 'x', text: ' it is.' });
    assert.equal(await panel.page.locator('.markdown').innerText(), 'So it is.');
    assert.equal(await panel.page.locator('[data-testid=explored][data-mark=kept]').count(), 1);
  });

  it('sum up what a turn has changed, and lead to all of it', async () => {
    const changes = {
      files: [
        { file: { path: 'src/a.ts', label: 'src/a.ts' }, additions: 3, deletions: 1 },
        { file: { path: 'b.md', label: 'b.md' }, additions: 0, deletions: 2 },
      ],
      total: 2,
      additions: 3,
      deletions: 3,
    };
    await panel.show(
      emptyView({ rows: [{ ...assistantRow('a', [textPart('x', 'Done.')]), changes }] }),
    );
    const summary = panel.page.getByTestId('turn-changes');
    assert.match(await summary.innerText(), /2 changed files\s+\+3\s+−3/);
    await summary.getByRole('button').first().click();
    await summary.getByRole('button', { name: 'src/a.ts' }).click();
    assert.equal((await panel.waitForPost('openFile')).path, 'src/a.ts');
    await summary.getByRole('button', { name: 'Open changes' }).click();
    assert.equal((await panel.waitForPost('openChanges')).rowId, 'a');
  });

  it('show what a change has left wrong, and lead there', async () => {
    await panel.show(emptyView({ rows: [assistantRow('a', [edited])] }));
    const card = panel.page.getByTestId('tool-card');
    assert.match(await card.locator('.tool-head').innerText(), /6 errors/);
    assert.match(await card.innerText(), /Cannot find name 'x'\.[\s\S]*and 4 more/);
    await card.getByRole('button', { name: 'a.ts:8' }).click();
    const opened = await panel.waitForPost('openFile');
    assert.deepEqual([opened.path, opened.line], ['a.ts', 8]);
  });
});
