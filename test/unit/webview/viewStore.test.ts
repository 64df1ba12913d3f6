import assert from 'node:assert/strict';
import { effect } from '@preact/signals';
import { ViewStore } from '../../../src/webview/viewStore.ts';
import { assistantRow, emptyView, textPart, userRow } from '../../webview/richView.ts';

describe('ViewStore', () => {
  let resyncs = 0;
  let store: ViewStore;
  beforeEach(() => {
    resyncs = 0;
    store = new ViewStore(() => {
      resyncs += 1;
    });
  });

  const rows = [
    userRow('u', 'hi'),
    assistantRow('a', [textPart('x', 'He', false), textPart('y', '', false)], false),
  ];
  const show = (revision: number): void => {
    store.replace({ type: 'snapshot', revision, view: emptyView({ rows }) });
  };
  const append = (revision: number, text: string): void => {
    const op = { op: 'append', rowId: 'a', partId: 'x', text } as const;
    store.apply({ type: 'delta', revision, ops: [op] });
  };

  it('tells only the row that changed', () => {
    show(7);
    const seen: string[] = [];
    const stops = ['u', 'a'].map((id) =>
      effect(() => {
        seen.push(JSON.stringify(store.row(id)?.value).includes('Hello') ? `${id}!` : id);
      }),
    );
    const stopIds = effect(() => {
      seen.push(store.rowIds.value.join());
    });
    append(8, 'llo');
    assert.deepEqual(seen, ['u', 'a', 'u,a', 'a!']);
    for (const stop of [...stops, stopIds]) stop();
  });

  it('keeps the identity of parts that did not change', () => {
    show(1);
    const partOf = (): unknown => {
      const row = store.row('a')?.value;
      return row?.kind === 'assistant' ? row.parts[1] : undefined;
    };
    const before = partOf();
    append(2, 'llo');
    assert.equal(partOf(), before);
  });

  it('asks once for a snapshot after a gap and drops deltas until it comes', () => {
    show(1);
    append(3, 'lost');
    append(4, 'lost');
    assert.equal(resyncs, 1);
    assert.ok(!JSON.stringify(store.row('a')?.value).includes('lost'));
    show(9);
    append(10, 'llo');
    assert.ok(JSON.stringify(store.row('a')?.value).includes('Hello'));
    assert.equal(resyncs, 1);
  });

  it('takes a delta twice for a gap, not for a change', () => {
    show(1);
    append(2, 'llo');
    append(2, 'llo');
    assert.equal(resyncs, 1);
    assert.ok(!JSON.stringify(store.row('a')?.value).includes('llollo'));
  });

  it('ignores deltas before the first snapshot', () => {
    append(1, 'x');
    assert.equal(store.isLoaded.value, false);
    assert.equal(resyncs, 0);
  });

  it('forgets rows that went away', () => {
    show(1);
    store.apply({ type: 'delta', revision: 2, ops: [{ op: 'removeRow', id: 'u' }] });
    assert.deepEqual(store.rowIds.value, ['a']);
    assert.equal(store.row('u'), undefined);
  });
});
