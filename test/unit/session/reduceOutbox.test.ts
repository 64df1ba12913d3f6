import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { messageId } from '../../../src/model/ids.ts';
import { aSession, assistantMessage, userMessage } from '../../support/fixtures.ts';
import {
  after,
  aPrompt,
  assertIgnored,
  known,
  loaded,
  queued,
  s1,
  type Change,
} from '../../support/replay.ts';

const user = userMessage('m1', 's1');
const answer = assistantMessage('m2', 's1', { createdAt: 2 });

describe('reduce: outbox', () => {
  const draft = { kind: 'draft', draftId: 'd' } as const;
  const sending = (id: string, message: string): Change => ({
    kind: 'promptSending',
    promptId: messageId(id),
    sessionId: s1,
    messageId: messageId(message),
  });

  it('binds all prompts of a draft to its session, and remembers the draft', () => {
    const { outbox } = after(
      queued(aPrompt('q1', { target: draft })),
      queued(aPrompt('q2', { target: draft })),
      queued(aPrompt('q3', { target: { kind: 'draft', draftId: 'other' } })),
      { kind: 'draftBound', draftId: 'd', sessionId: s1 },
    );
    const target = { kind: 'session', sessionId: s1 };
    assert.deepEqual(
      outbox.map((prompt) => prompt.target),
      [target, target, { kind: 'draft', draftId: 'other' }],
    );
    assert.deepEqual(
      outbox.map(({ draftId }) => draftId),
      ['d', 'd', undefined],
    );
  });

  it('lets a prompt go when its message comes, by event or by page', () => {
    const sent = [known, queued(aPrompt('q1')), sending('q1', 'm1')];
    assert.equal(
      after(...sent, { kind: 'promptSent', promptId: messageId('q1') }).outbox.length,
      1,
    );
    assert.equal(after(...sent, { kind: 'messageChanged', info: user }).outbox.length, 0);
    assert.equal(after(...sent, loaded([user])).outbox.length, 0);
    const page = { messages: [user] };
    const transcripts = new Map([[s1, page]]);
    const sessions = [aSession('s1')];
    const snapshot = { sessions, statuses: new Map(), requests: [], transcripts };
    const brought: Change = { kind: 'snapshotLoaded', snapshot };
    assert.equal(after(...sent, brought).outbox.length, 0);
    assert.equal(after(...sent, { kind: 'messageChanged', info: answer }).outbox.length, 1);
  });

  it('keeps a failed prompt with its reason and in its place when it is queued again', () => {
    const error = new AppError('server-exited', 'It exited.');
    const failed: Change = { kind: 'promptFailed', promptId: messageId('q1'), error };
    const before = [queued(aPrompt('q1')), queued(aPrompt('q2')), failed];
    assert.deepEqual(after(...before).outbox[0]?.state, { kind: 'failed', error });
    const { outbox } = after(...before, queued(aPrompt('q1')));
    assert.deepEqual(
      outbox.map(({ id, state }) => [id, state.kind]),
      [
        ['q1', 'queued'],
        ['q2', 'queued'],
      ],
    );
    assert.equal(
      after(...before, { kind: 'promptWithdrawn', promptId: messageId('q1') }).outbox.length,
      1,
    );
  });

  it('lets a sent prompt go with a snapshot when nobody looks at its session', () => {
    const sent: Change = { kind: 'promptSent', promptId: messageId('q1') };
    const sessions = [aSession('s1')];
    const empty = { sessions, statuses: new Map(), requests: [], transcripts: new Map() };
    const snapshot: Change = { kind: 'snapshotLoaded', snapshot: empty };
    const { outbox } = after(queued(aPrompt('q1')), queued(aPrompt('q2')), sent, snapshot);
    assert.deepEqual(
      outbox.map(({ id }) => id),
      ['q2'],
    );
  });

  describe('when a page of the server lacks a prompt that it took', () => {
    const promptId = messageId('q1');
    const sent: readonly Change[] = [
      known,
      queued(aPrompt('q1')),
      sending('q1', 'm1'),
      { kind: 'promptSent', promptId },
    ];
    const overdue: Change = { kind: 'promptOverdue', promptId };
    const lost: Change = { kind: 'streamLost' };
    const states = (...changes: readonly Change[]) =>
      after(...sent, ...changes).outbox.map(({ state }) => state.kind);

    it('waits for its message until that is due', () => {
      assert.deepEqual(states(lost, loaded([])), ['sent']);
      assert.deepEqual(states(lost, loaded([]), overdue), ['sent']);
      assert.deepEqual(states(lost, loaded([]), overdue, loaded([])), ['failed']);
      assert.deepEqual(states(overdue, lost, loaded([])), ['failed']);
    });

    it('goes on waiting while nothing has gone unheard', () => {
      assert.deepEqual(states(overdue, loaded([])), ['sent']);
    });

    it('says what happened in its own words', () => {
      const [prompt] = after(...sent, lost, overdue, loaded([])).outbox;
      assert.ok(prompt?.state.kind === 'failed');
      assert.equal(prompt.state.error.code, 'prompt-lost');
    });

    it('lets it go when its message comes after all', () => {
      assert.deepEqual(states(lost, overdue, loaded([]), loaded([user])), []);
      const late: Change = { kind: 'messageChanged', info: user };
      assert.deepEqual(states(lost, overdue, loaded([]), late), []);
    });
  });

  describe('when a turn fails before its prompt is stored', () => {
    const error = { name: 'UnknownError', message: 'Agent not found: nope.' };
    const again = { name: 'UnknownError', message: 'Error: Agent not found: nope.\n  at x' };
    const promptId = messageId('q1');
    const sent: Change = { kind: 'promptSent', promptId };
    const turnFailed: Change = { kind: 'turnFailed', sessionId: s1, error };
    const before = [known, queued(aPrompt('q1')), sending('q1', 'm1'), queued(aPrompt('q2'))];
    const states = (...changes: readonly Change[]) =>
      after(...before, ...changes).outbox.map(({ state }) => state.kind);

    it('fails the prompt, in whatever order we hear of it', () => {
      assert.deepEqual(states(turnFailed), ['failed', 'queued']);
      assert.deepEqual(states(turnFailed, sent), ['failed', 'queued']);
      assert.deepEqual(states(sent, turnFailed), ['failed', 'queued']);
      const { outbox, errors } = after(...before, sent, turnFailed);
      const state = outbox[0]?.state;
      assert.ok(state?.kind === 'failed');
      assert.equal(state.error.message, error.message);
      assert.equal(state.turnError, errors.get(s1));
      assertIgnored([...before, turnFailed], { ...turnFailed, error: again });
    });

    it('takes the failure away with the prompt', () => {
      const withdrawn: Change = { kind: 'promptWithdrawn', promptId };
      assert.equal(after(...before, turnFailed, withdrawn).errors.size, 0);
      assert.equal(after(...before, turnFailed, queued(aPrompt('q1'))).errors.size, 0);
      const other: Change = { kind: 'promptWithdrawn', promptId: messageId('q2') };
      assert.equal(after(...before, turnFailed, other).errors.size, 1);
    });

    it('lets the prompt go when its message comes after all', () => {
      const late: Change = { kind: 'messageChanged', info: user };
      const state = after(...before, turnFailed, late);
      assert.deepEqual([state.outbox.length, state.errors.get(s1)], [1, error]);
    });

    it('does not fail it when somebody stops the turn before it', () => {
      const stopped = { name: 'MessageAbortedError', message: 'Aborted' };
      assert.deepEqual(states({ ...turnFailed, error: stopped }), ['sending', 'queued']);
    });
  });

  it('ignores what concerns a prompt that is gone', () => {
    const promptId = messageId('q1');
    assertIgnored([known], sending('q1', 'm1'));
    assertIgnored([known], { kind: 'promptSent', promptId });
    assertIgnored([known], { kind: 'promptOverdue', promptId });
    assertIgnored([known, queued(aPrompt('q1'))], { kind: 'promptOverdue', promptId });
    assertIgnored([known], { kind: 'promptWithdrawn', promptId });
  });
});
