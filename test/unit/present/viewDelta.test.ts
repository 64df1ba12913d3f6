import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { emptyChatView } from '../../../src/present/chatView.ts';
import { fitSnapshot, splitOps } from '../../../src/present/messageFit.ts';
import { viewDelta } from '../../../src/present/viewDelta.ts';
import { applyOps } from '../../../src/protocol/applyOps.ts';
import { viewOp, type ViewOp } from '../../../src/protocol/toWebview.ts';
import {
  chatView,
  type ChatView,
  type PartView,
  type RowView,
} from '../../../src/protocol/view.ts';

type AssistantRow = Extract<RowView, { kind: 'assistant' }>;

const plain = { noNullPrototype: true } as const;
const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const words = fc.constantFrom('', 'x', 'xy', 'xyz', '"\n\u0001', 'other');

const part: fc.Arbitrary<PartView> = fc.oneof(
  fc.record(
    {
      kind: fc.constantFrom('text', 'reasoning'),
      id: ids,
      text: words,
      isDone: fc.boolean(),
    },
    plain,
  ),
  fc.record({ kind: fc.constant('file'), id: ids, name: words, mime: words }, plain),
);

const row: fc.Arbitrary<RowView> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('assistant'),
      id: ids,
      at: fc.constantFrom(1, 2),
      parts: fc.uniqueArray(part, { selector: ({ id }) => id, maxLength: 5 }),
      isDone: fc.boolean(),
      isInterrupted: fc.boolean(),
      usage: words,
    },
    { ...plain, requiredKeys: ['kind', 'id', 'at', 'parts', 'isDone', 'isInterrupted'] },
  ),
  fc.record({ kind: fc.constant('notice'), id: ids, icon: words, text: words }, plain),
);

const view: fc.Arbitrary<ChatView> = fc
  .record({
    rows: fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 6 }),
    hasOlder: fc.boolean(),
    title: words,
  })
  .map(({ rows, hasOlder, title }) => aView(rows, { hasOlder, title }));

function aView(rows: RowView[], { hasOlder = false, title = '' } = {}): ChatView {
  const empty = emptyChatView(true);
  return { ...empty, header: { ...empty.header, title }, hasOlder, rows };
}

function assistant(id: string, parts: PartView[]): AssistantRow {
  return { kind: 'assistant', id, at: 1, parts, isDone: false, isInterrupted: false };
}

function text(id: string, value: string): PartView {
  return { kind: 'text', id, text: value, isDone: false };
}

const length = (value: unknown): number => JSON.stringify(value).length;

describe('view deltas', () => {
  it('lead from any view to any other', () => {
    fc.assert(
      fc.property(view, view, (previous, next) => {
        const ops = viewDelta(previous, next).map((op): ViewOp => viewOp.parse(op));
        assert.deepEqual(applyOps(previous, ops), next);
      }),
      { numRuns: 1_000 },
    );
  });

  it('end the loading of a chat whose folder is closed', () => {
    const loading = { ...aView([]), isLoading: true };
    const shown = applyOps(loading, viewDelta(loading, emptyChatView(true)));
    assert.equal(shown.isLoading, false);
  });

  it('can carry every change around the rows, because no field there can be absent', () => {
    for (const [name, field] of Object.entries(chatView.shape)) {
      assert.equal(field.safeParse(undefined).success, false, name);
    }
  });

  it('are empty between equal views', () => {
    fc.assert(
      fc.property(view, (shown) => {
        assert.deepEqual(viewDelta(shown, structuredClone(shown)), []);
        assert.equal(applyOps(shown, []), shown);
      }),
    );
  });

  it('only append while a text streams', () => {
    const first = assistant('a', [text('p', 'done'), text('q', 'Hel')]);
    const second = assistant('a', [text('p', 'done'), text('q', 'Hello')]);
    assert.deepEqual(viewDelta(aView([first]), aView([second])), [
      { op: 'append', rowId: 'a', partId: 'q', text: 'lo' },
    ]);
  });

  it('carry one part when a turn of many grows by one', () => {
    const parts = [text('p', 'one'), text('q', 'two')];
    const ops = viewDelta(
      aView([assistant('a', parts)]),
      aView([assistant('a', [...parts, text('r', 'three')])]),
    );
    assert.deepEqual(ops, [{ op: 'part', rowId: 'a', part: text('r', 'three') }]);
  });

  it('carry only what stands around the parts when a turn ends', () => {
    const row = assistant('a', [text('p', 'one')]);
    const ops = viewDelta(aView([row]), aView([{ ...row, isDone: true }]));
    assert.deepEqual(ops, [{ op: 'head', row: { ...row, parts: [], isDone: true } }]);
  });

  it('put older rows in front and leave the others as they are', () => {
    const [old, newer] = [assistant('a', []), assistant('b', [])];
    const next = aView([old, newer]);
    const shown = aView([newer]);
    const ops = viewDelta(shown, next);
    assert.deepEqual(ops, [{ op: 'row', row: old, before: 'b' }]);
    assert.equal(applyOps(shown, ops).rows[1], newer);
  });
});

describe('applying ops', () => {
  it('keeps what no op touches', () => {
    const rows = [
      assistant('a', [text('p', 'x')]),
      assistant('b', [text('q', 'y'), text('r', 'z')]),
    ];
    const before = aView(rows);
    const after = applyOps(before, [{ op: 'append', rowId: 'b', partId: 'r', text: '!' }]);
    assert.equal(after.rows[0], before.rows[0]);
    assert.equal(after.header, before.header);
    const [, changed] = after.rows;
    assert.ok(changed?.kind === 'assistant');
    assert.equal(changed.parts[0], rows[1]?.parts[0]);
    assert.deepEqual(changed.parts[1], text('r', 'z!'));
  });

  it('ignores ops on what is not there', () => {
    const shown = aView([assistant('a', [])]);
    const ops: ViewOp[] = [
      { op: 'append', rowId: 'nope', partId: 'p', text: 'x' },
      { op: 'append', rowId: 'a', partId: 'nope', text: 'x' },
      { op: 'removeRow', id: 'nope' },
      { op: 'part', rowId: 'nope', part: text('p', 'x') },
    ];
    assert.equal(applyOps(shown, ops), shown);
  });
});

describe('message sizes', () => {
  const bound = 4_000;

  it('keep a snapshot and what follows it under the bound, and lose nothing', () => {
    const rows = Array.from({ length: 60 }, (_, row) =>
      assistant(`a${row}`, [text(`p${row}`, 'x'.repeat(row * 7)), text(`q${row}`, 'y')]),
    );
    const whole = aView(rows);
    const { snapshot, rest } = fitSnapshot(whole, bound);
    assert.ok(snapshot.rows.length > 0 && snapshot.rows.length < rows.length);
    assert.equal(snapshot.rows.at(-1), rows.at(-1));
    assert.ok(length(snapshot) <= bound);
    for (const ops of rest) assert.ok(length(ops) <= bound);
    assert.deepEqual(
      rest.reduce((shown, ops) => applyOps(shown, ops), snapshot),
      whole,
    );
  });

  it('split a row that is too long by itself, down to its texts', () => {
    const big = assistant('a', [
      text('p', 'x'.repeat(300_000)),
      text('q', 'short'),
      text('r', '"'.repeat(200_000)),
    ]);
    const limit = 256 * 1024;
    const shown = aView([assistant('b', [])]);
    const next = aView([big, assistant('b', [])]);
    const batches = splitOps(viewDelta(shown, next), limit);
    assert.ok(batches.length > 1);
    for (const ops of batches) assert.ok(length(ops) <= limit);
    assert.deepEqual(
      batches.reduce((view, ops) => applyOps(view, ops), shown),
      next,
    );
  });

  it('need one message for a small change and none for nothing', () => {
    const op: ViewOp = { op: 'removeRow', id: 'a' };
    assert.deepEqual(splitOps([op, op], bound), [[op, op]]);
    assert.deepEqual(splitOps([], bound), []);
  });
});
