import assert from 'node:assert/strict';
import { messageId } from '../../../src/model/ids.ts';
import type { FileChange, Message } from '../../../src/model/message.ts';
import { promptOfAnswer } from '../../../src/present/turnChanges.ts';
import type { RowView } from '../../../src/protocol/view.ts';
import { answered, busy, prompted, recordedView, viewOf } from './conversation.ts';
import { project, stateWith } from './recorded.ts';

const change: FileChange = {
  path: 'src/a.ts',
  status: 'modified',
  additions: 3,
  deletions: 1,
};

function changing(prompt: Message, changes: readonly FileChange[]): Message {
  return prompt.role === 'user' ? { ...prompt, changes } : prompt;
}

function changesOf(rows: readonly RowView[]): readonly (readonly [string, number | undefined])[] {
  return rows.flatMap((row) =>
    row.kind === 'assistant' ? [[row.id, row.changes?.total] as const] : [],
  );
}

describe('what a turn has changed', () => {
  it('stands with its answer, counted', () => {
    const row = recordedView('write_edit').rows.find(({ kind }) => kind === 'assistant');
    assert.deepEqual(row?.kind === 'assistant' && row.changes, {
      files: [{ file: { path: 'hello.txt', label: 'hello.txt' }, additions: 3, deletions: 0 }],
      total: 1,
      additions: 3,
      deletions: 0,
    });
  });

  it('belongs to the turn of its own prompt', () => {
    const messages = [
      changing(prompted('m1', 'one'), [change]),
      answered('m2', 'm1', { completedAt: 2 }),
      prompted('m3', 'two'),
      answered('m4', 'm3', { completedAt: 3 }),
    ];
    assert.deepEqual(changesOf(viewOf(messages).rows), [
      ['m2', 1],
      ['m4', undefined],
    ]);
  });

  it('is shown when it comes, also late, and not while the turn goes on', () => {
    const prompt = prompted('m1', 'one');
    const answer = answered('m2', 'm1', { completedAt: 2 });
    const told = [changing(prompt, [change]), answer];
    assert.deepEqual(changesOf(viewOf([prompt, answer]).rows), [['m2', undefined]]);
    assert.deepEqual(changesOf(viewOf(told).rows), [['m2', 1]]);
    assert.deepEqual(changesOf(viewOf(told, busy(told)).rows), [['m2', undefined]]);
    const later = [...told, prompted('m3', 'two'), answered('m4', 'm3', { completedAt: 3 })];
    assert.deepEqual(changesOf(viewOf(later).rows)[0], ['m2', 1]);
  });

  it('is found where the prompt and its answer are on different pages', () => {
    const filler = Array.from({ length: 63 }, (_, at) => prompted(`a${at}`, 'x'));
    const messages = [
      ...filler,
      changing(prompted('m1', 'one'), [change]),
      answered('m2', 'm1', { completedAt: 2 }),
      prompted('m3', 'two'),
      answered('m4', 'm3', { completedAt: 3 }),
    ];
    assert.deepEqual(changesOf(viewOf(messages).rows)[0], ['m2', 1]);
  });

  it('names the first of very many files', () => {
    const many = Array.from({ length: 80 }, (_, at) => ({ ...change, path: `src/${at}\u202E.ts` }));
    const messages = [
      changing(prompted('m1', 'one'), many),
      answered('m2', 'm1', { completedAt: 2 }),
    ];
    const row = viewOf(messages).rows[1];
    assert.ok(row?.kind === 'assistant' && row.changes);
    assert.equal(row.changes.files.length, 50);
    assert.deepEqual([row.changes.total, row.changes.additions], [80, 240]);
    assert.equal(row.changes.files[0]?.file.label, 'src/0<U+202E>.ts');
  });

  it('is asked for by the prompt that the row answers', () => {
    const messages = [prompted('m1', 'one'), answered('m2', 'm1', { completedAt: 2 })];
    const { state, sessionId } = stateWith(messages, {});
    const target = { rootId: project, sessionId };
    assert.equal(promptOfAnswer(state, target, 'm2'), messageId('m1'));
    assert.equal(promptOfAnswer(state, target, 'm1'), undefined);
    assert.equal(promptOfAnswer(state, target, 'm9'), undefined);
  });
});
