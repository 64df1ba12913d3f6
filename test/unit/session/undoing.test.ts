import assert from 'node:assert/strict';
import { partId } from '../../../src/model/ids.ts';
import type { FileChange, Message } from '../../../src/model/message.ts';
import { undoingOf } from '../../../src/session/undoing.ts';
import { assistantMessage, toolPart, userMessage } from '../../support/fixtures.ts';

type Change = Pick<FileChange, 'path' | 'status'>;

function prompt(id: string, changes?: readonly Change[]): Message {
  const counted = changes?.map((change) => ({ ...change, additions: 1, deletions: 1 }));
  return userMessage(id, 's1', { changes: counted });
}

function patched(id: string, ...files: string[]): Message {
  const message = assistantMessage(id, 's1');
  const base = { id: partId(`p-${id}`), messageId: message.id, sessionId: message.sessionId };
  return { ...message, parts: [{ ...base, kind: 'patch', files }] };
}

function acted(id: string): Message {
  const message = assistantMessage(id, 's1');
  const span = { title: '', output: '', metadata: {}, startedAt: 1, endedAt: 2 };
  return { ...message, parts: [toolPart('t', message, { kind: 'completed', input: {}, ...span })] };
}

describe('what a revert takes back', () => {
  it('is what each file was before the first of its turns', () => {
    const { prompts, files } = undoingOf([
      prompt('m1', [
        { path: 'new.txt', status: 'added' },
        { path: 'old.txt', status: 'modified' },
        { path: 'gone.txt', status: 'deleted' },
      ]),
      prompt('m2', [
        { path: 'new.txt', status: 'modified' },
        { path: 'gone.txt', status: 'added' },
      ]),
    ]);
    assert.equal(prompts, 2);
    assert.deepEqual(
      files.map(({ path, fate }) => [path, fate]),
      [
        ['new.txt', 'deleted'],
        ['old.txt', 'changed'],
        ['gone.txt', 'broughtBack'],
      ],
    );
  });

  it('names also the files of a turn that has not told its changes, each once', () => {
    const { files } = undoingOf([
      prompt('m1', [{ path: 'src/a.ts', status: 'modified' }]),
      patched('m2', '/work/repo/src/a.ts', '/work/repo/b.ts'),
      prompt('m3'),
      patched('m4', '/work/repo/b.ts'),
    ]);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['src/a.ts', '/work/repo/b.ts'],
    );
  });

  it('says when tools have run and nothing was recorded', () => {
    assert.equal(undoingOf([prompt('m1'), acted('m2')]).isUnrecorded, true);
    assert.equal(undoingOf([prompt('m1'), acted('m2'), patched('m3', '/a')]).isUnrecorded, false);
    assert.equal(undoingOf([prompt('m1'), assistantMessage('m2', 's1')]).isUnrecorded, false);
  });

  it('counts no prompt where OpenCode asked itself for a summary', () => {
    const message = userMessage('m1', 's1');
    const base = { id: partId('p'), messageId: message.id, sessionId: message.sessionId };
    const asked: Message = {
      ...message,
      parts: [{ ...base, kind: 'compaction', isAutomatic: true }],
    };
    assert.equal(undoingOf([asked, prompt('m2')]).prompts, 1);
  });
});
