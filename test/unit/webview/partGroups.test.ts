import assert from 'node:assert/strict';
import type { PartView, ToolStatus } from '../../../src/protocol/view.ts';
import { exploredText, partGroups } from '../../../src/webview/rows/partGroups.ts';

function call(id: string, tool: string, status: ToolStatus = 'completed'): PartView {
  const empty = { text: '', total: 0, isClipped: false };
  const body = { kind: 'other', input: empty, output: empty } as const;
  return { kind: 'tool', id, card: { tool, label: '', title: '', status, body } };
}

const text: PartView = { kind: 'text', id: 'x', text: 'So it is.', isDone: true };

function shape(parts: readonly PartView[]): readonly string[] {
  return partGroups(parts).map((group) =>
    group.kind === 'part' ? group.part.id : `${group.id} ${exploredText(group.calls)}`,
  );
}

describe('the parts of an answer', () => {
  it('are grouped where several in a row only looked at something', () => {
    const parts = [
      call('a', 'read'),
      call('b', 'grep'),
      call('c', 'glob'),
      call('d', 'read', 'running'),
      call('e', 'webfetch'),
      text,
      call('f', 'list'),
      call('g', 'bash'),
      call('h', 'read'),
    ];
    assert.deepEqual(shape(parts), ['explored:a 2 reads, 2 searches, 1 page', 'x', 'f', 'g', 'h']);
  });

  it('keep in sight what failed, waits or was stopped', () => {
    for (const status of ['error', 'waiting', 'interrupted'] as const) {
      const parts = [call('a', 'read'), call('b', 'read', status), call('c', 'read')];
      assert.deepEqual(shape(parts), ['a', 'b', 'c']);
    }
  });

  it('keep the name of a group while it grows', () => {
    const parts = [call('a', 'read'), call('b', 'read')];
    assert.deepEqual(shape(parts), ['explored:a 2 reads']);
    assert.deepEqual(shape([...parts, call('c', 'list')]), ['explored:a 2 reads, 1 listing']);
  });

  it('are none of an empty answer', () => {
    assert.deepEqual(shape([]), []);
  });
});
