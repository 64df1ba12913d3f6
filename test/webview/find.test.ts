import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { FindMatch } from '../../src/protocol/find.ts';
import type { ToHost } from '../../src/protocol/toHost.ts';
import type { PartView, RowView } from '../../src/protocol/view.ts';
import { until } from '../support/until.ts';
import { PanelHarness, type PanelPage } from './harness.ts';
import type { Theme } from './panelServer.ts';
import { assistantRow, cut, emptyView, textPart, toolPart, userRow, whole } from './richView.ts';

const themes: readonly Theme[] = ['dark', 'light', 'hcDark', 'hcLight'];

function read(id: string, text: string): PartView {
  const body = { kind: 'read', output: whole(text) } as const;
  return toolPart(id, { tool: 'read', label: 'Read', title: `${id}.ts`, body });
}

const bash = toolPart('b', {
  tool: 'bash',
  label: 'Ran',
  title: 'make',
  body: { kind: 'bash', command: 'make', output: cut('… the end', 9000) },
});

const rows: readonly RowView[] = [
  userRow('u', 'Find the Needle, the needle.'),
  assistantRow('a', [
    textPart('x', 'A **needle** is `needle`.\n\n```ts\nconst needle = 1;\n```'),
    read('r1', 'no'),
    read('r2', `${'line\n'.repeat(60)}needle here`),
    textPart('y', 'Between.'),
    bash,
  ]),
  ...Array.from({ length: 60 }, (_, at) => userRow(`f${at}`, `Filler ${at}`)),
];

const match = (change: Partial<FindMatch>): FindMatch => ({
  rowId: 'a',
  field: 'text',
  ordinal: 0,
  ...change,
});

/** The text that is marked, whether it can be seen, and how often there is a mark at all. */
const readMark = `(() => {
  const [range] = CSS.highlights.get('found') ?? [];
  if (!range) return { text: '', isSeen: false };
  const { top, bottom } = range.getBoundingClientRect();
  const box = range.startContainer.parentElement.closest('.output, .transcript').getBoundingClientRect();
  const isSeen = top >= box.top - 1 && bottom <= box.bottom + 1 && bottom > top;
  return { text: range.toString(), isSeen };
})()`;

describe('finding in the panel', () => {
  const harness = new PanelHarness();
  let panel: PanelPage;
  before(() => harness.start());
  after(() => harness.stop());
  afterEach(async () => {
    assert.deepEqual(panel.complaints, []);
    await panel.close();
  });

  async function open(theme?: Theme): Promise<void> {
    panel = await harness.open(theme);
    await panel.show(emptyView({ rows: [...rows] }));
    await panel.send({ type: 'openFind' });
    await panel.page.getByTestId('find-input').waitFor();
  }

  async function lastFind(): Promise<Extract<ToHost, { type: 'find' }>> {
    await panel.waitForPost('find');
    const last = panel.postsOf('find').at(-1);
    assert.ok(last?.type === 'find');
    return last;
  }

  async function find(words: string, matches: readonly FindMatch[], isDone = true): Promise<void> {
    await panel.page.getByTestId('find-input').fill(words);
    await panel.page.keyboard.press('Enter');
    const { key, query } = await lastFind();
    assert.equal(query, words);
    const progress = { searched: 62, isLimited: false };
    await panel.send({ type: 'found', key, matches, isDone, ...progress });
  }

  async function marked(text: string): Promise<void> {
    const isThere = `(({ text, isSeen }) => isSeen && text.includes(${JSON.stringify(text)}))(${readMark})`;
    await until(async () => (await panel.page.evaluate(isThere)) === true, { what: text });
  }

  const count = () => panel.page.getByTestId('find-count').innerText();

  it('steps through the matches and marks each where it stands', async () => {
    await open();
    await find('needle', [
      match({ rowId: 'u' }),
      match({ rowId: 'u', ordinal: 1 }),
      match({ partId: 'x' }),
    ]);
    assert.equal(await count(), '3 of 3');
    await marked('needle');
    await panel.page.keyboard.press('Enter');
    assert.equal(await count(), '1 of 3');
    await marked('Needle');
    await panel.page.keyboard.press('Shift+Enter');
    await panel.page.keyboard.press('Shift+Enter');
    assert.equal(await count(), '2 of 3');
    await marked('needle');
  });

  it('opens what hides a match and scrolls inside it', async () => {
    await open();
    assert.equal(await panel.page.getByTestId('explored').locator('pre').count(), 0);
    await find('needle here', [match({ partId: 'r2', field: 'output' })]);
    await marked('needle here');
  });

  it('asks for the rest of a text that a match stands in', async () => {
    await open();
    await find('at the start', [match({ partId: 'b', field: 'output' })]);
    const { key } = await panel.waitForPost('showAll');
    const text = `at the start\n${'more\n'.repeat(2000)}… the end`;
    await panel.send({ type: 'body', key, text, isLast: true });
    await marked('at the start');
  });

  it('marks the whole of what is drawn in other words', async () => {
    await open();
    await find('**needle', [match({ partId: 'x' })]);
    await marked('A needle is needle');
  });

  it('asks for the page of a match and goes there when it comes', async () => {
    await open();
    await find('old words', [match({ rowId: 'old' })]);
    assert.equal((await panel.waitForPost('loadRow')).rowId, 'old');
    await panel.change({ op: 'row', row: userRow('old', 'Some old words.'), before: 'u' });
    await marked('old words');
  });

  it('finds a part again whose row has another name by now', async () => {
    await open();
    await find('Between', [match({ rowId: 'later', partId: 'y' })]);
    await marked('Between');
    assert.deepEqual(panel.postsOf('loadRow'), []);
  });

  it('says how far it is, and counts what comes from earlier pages in front', async () => {
    await open();
    await find('needle', [match({ rowId: 'u', ordinal: 1 })], false);
    assert.equal(await count(), '1 of 1 · 62 messages searched…');
    const { key } = await lastFind();
    const older = [match({ rowId: 'o1' }), match({ rowId: 'o2' })];
    const more = { searched: 1000, isDone: true, isLimited: true };
    await panel.send({ type: 'found', key, matches: older, ...more });
    assert.equal(await count(), '3 of 3+');
    await panel.send({ type: 'found', key: 'other', matches: older, ...more });
    assert.equal(await count(), '3 of 3+');
    await find('nothing', []);
    assert.equal(await count(), 'No results');
  });

  it('searches soon after typing, without Enter', async () => {
    await open();
    await panel.page.keyboard.type('nee');
    await panel.waitForPost('find');
    assert.equal((await lastFind()).query, 'nee');
  });

  it('closes with Escape, takes its mark along and gives the focus back', async () => {
    await open();
    await panel.page.keyboard.press('Escape');
    await panel.page.getByRole('button', { name: 'Find in chat' }).press('Enter');
    await find('needle', [match({ rowId: 'u' })]);
    await marked('Needle');
    await panel.page.keyboard.press('Escape');
    assert.equal(await panel.page.getByTestId('find-bar').count(), 0);
    const focused = await panel.page.evaluate(() => document.activeElement?.ariaLabel);
    assert.equal(focused, 'Find in chat');
    assert.equal(await panel.page.evaluate(`CSS.highlights.has('found')`), false);
    assert.equal(panel.posted.at(-1)?.type, 'endFind');
  });

  for (const theme of themes) {
    it(`has no axe violation and fits into 240 pixels: ${theme}`, async () => {
      await open(theme);
      await find('needle', [match({ rowId: 'u' })]);
      await panel.page.setViewportSize({ width: 240, height: 700 });
      const { violations } = await new AxeBuilder({ page: panel.page }).analyze();
      assert.deepEqual(
        violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`)),
        [],
      );
      const isWider = await panel.page.evaluate(
        () => document.documentElement.scrollWidth > window.innerWidth,
      );
      assert.equal(isWider, false);
    });
  }
});
