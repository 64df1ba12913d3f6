import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { messageId, sessionId } from '../../../src/model/ids.ts';
import type { Prompt, PromptState } from '../../../src/model/prompt.ts';
import { chatView } from '../../../src/present/chatView.ts';
import { promptBehind } from '../../../src/present/fullText.ts';
import type { RowView } from '../../../src/protocol/view.ts';
import { textPart } from '../../support/fixtures.ts';
import { answered, busy, kinds, options, prompted, recordedView, viewOf } from './conversation.ts';
import { project, recordedMessages, stateWith } from './recorded.ts';

describe('rows of recorded sessions', () => {
  it('read as one prompt and one answer, however many calls it took', () => {
    const { rows } = recordedView('task');
    assert.deepEqual(kinds(rows), ['user', 'text+tool+text']);
    const [, answer] = rows;
    assert.ok(answer?.kind === 'assistant');
    assert.equal(answer.id, 'msg_1fb69c5f0001muPmnntRNvIDDS');
    assert.deepEqual([answer.agent, answer.model, answer.isDone], ['build', 'mock-1', true]);
    assert.equal(answer.usage, '8.2k in, 40 out · $0.02');
  });

  it('hide what OpenCode told the model and show the files', () => {
    const [prompt] = recordedView('mentions').rows;
    assert.ok(prompt?.kind === 'user');
    assert.equal(prompt.text.text, 'Look at @README.md and @general [[script:hello]]');
    assert.deepEqual(
      prompt.files.map(({ name }) => name),
      ['README.md', 'p.png'],
    );
  });

  it('mark a compaction and leave out its summary', () => {
    const { rows } = recordedView('overflow');
    assert.deepEqual(kinds(rows), ['user', 'notice', 'text']);
    assert.ok(rows[1]?.kind === 'notice');
    assert.match(rows[1].text, /summarised to make room/);
  });

  it('show a stopped answer as stopped, not as failed', () => {
    const answer = recordedView('abort_stream').rows.at(-1);
    assert.ok(answer?.kind === 'assistant');
    assert.ok(answer.isInterrupted && answer.isDone);
    assert.equal(answer.problem, undefined);
  });

  it('show reasoning with its duration', () => {
    const answer = recordedView('reason').rows.at(-1);
    assert.ok(answer?.kind === 'assistant');
    const [thought] = answer.parts;
    assert.ok(thought?.kind === 'reasoning' && thought.isDone);
    assert.ok(thought.durationMs !== undefined);
  });

  it('mark where some of a text is missing, and keep growing at the end', () => {
    const answer = answered('m2', 'm1');
    const written = (text: string, gaps?: readonly number[]) => {
      const parts = [textPart('p1', answer, { text, gaps })];
      const messages = [prompted('m1', 'go'), { ...answer, parts }];
      const row = viewOf(messages, busy(messages)).rows.at(-1);
      const part = row?.kind === 'assistant' ? row.parts[0] : undefined;
      return part?.kind === 'text' ? part.text : undefined;
    };
    const mark = '[… some text is still missing here …]';
    assert.equal(written('Hello'), 'Hello');
    assert.equal(written('Helld', [3]), `Hel\n\n${mark}\n\nld`);
    assert.equal(written('lo', [0]), `${mark}\n\nlo`);
    assert.equal(written('Helld!', [3, 5]), `Hel\n\n${mark}\n\nld\n\n${mark}\n\n!`);
    assert.ok(written('Helld you', [3])?.startsWith(written('Helld', [3]) ?? '?'));
  });

  it('end a call of a dead server, and revive it while its session works', () => {
    const messages = recordedMessages('kill_pending');
    const status = (rows: readonly RowView[]) => {
      const answer = rows.at(-1);
      const tool = answer?.kind === 'assistant' ? answer.parts.at(-1) : undefined;
      return tool?.kind === 'tool' ? tool.card.status : undefined;
    };
    assert.equal(status(viewOf(messages).rows), 'interrupted');
    assert.equal(status(viewOf(messages, busy(messages)).rows), 'running');
  });
});

describe('rows', () => {
  it('queue a prompt that was given while the session works', () => {
    const messages = [prompted('m1', 'one'), answered('m2', 'm1'), prompted('m3', 'two')];
    const states = (rows: readonly RowView[]) =>
      rows.flatMap((row) => (row.kind === 'user' ? [row.state] : []));
    assert.deepEqual(states(viewOf(messages, busy(messages)).rows), ['sent', 'queued']);
    assert.deepEqual(states(viewOf(messages).rows), ['sent', 'sent']);
    const answering = [...messages, answered('m4', 'm3')];
    assert.deepEqual(states(viewOf(answering, busy(answering)).rows), ['sent', 'sent']);
  });

  it('keep a turn together over a page’s end', () => {
    const steps = Array.from({ length: 200 }, (_, step) =>
      answered(`a${step}`, 'm0', { createdAt: step }),
    );
    const { rows } = viewOf([prompted('m0', 'go'), ...steps, prompted('m9', 'next')]);
    assert.deepEqual(
      rows.map(({ id }) => id),
      ['m0', 'a0', 'm9'],
    );
    assert.ok(rows[1]?.kind === 'assistant' && rows[1].parts.length === 200);
  });

  it('keep answers to different prompts apart, though nothing stands between them', () => {
    const messages = [prompted('m1', 'go'), answered('m2', 'm1'), answered('m3', 'm0')];
    assert.deepEqual(kinds(viewOf(messages).rows), ['user', 'text', 'text']);
  });

  it('show a failure that left no message of its own', () => {
    const error = { name: 'UnknownError', message: 'Model not found: mock/nope.' };
    const errors = new Map([[sessionId('s1'), error]]);
    const { rows } = viewOf([prompted('m1', 'go')], { errors });
    assert.deepEqual(kinds(rows), ['user', 'problem']);
    assert.ok(rows[1]?.kind === 'problem' && rows[1].id === 'problem:m1');
    const own = viewOf([prompted('m1', 'go'), answered('m2', 'm1', { error })], { errors }).rows;
    assert.deepEqual(kinds(own), ['user', 'text']);
    assert.ok(own[1]?.kind === 'assistant' && own[1].problem?.title.includes('model'));
  });

  it('show at the prompt, not at an older answer, what failed before it was stored', () => {
    const error = { name: 'UnknownError', message: 'Agent not found: nope.' };
    const prompt: Prompt = {
      id: messageId('o1'),
      messageId: messageId('m3'),
      target: { kind: 'session', sessionId: sessionId('s1') },
      text: 'the new one',
      queuedAt: 5,
      state: {
        kind: 'failed',
        error: new AppError('provider-failed', error.message),
        turnError: error,
      },
    };
    const messages = [prompted('m1', 'old'), answered('m2', 'm1', { completedAt: 2 })];
    const change = { errors: new Map([[sessionId('s1'), error]]), outbox: [prompt] };
    const { rows } = viewOf(messages, change);
    assert.deepEqual(kinds(rows), ['user', 'text', 'user']);
    assert.ok(rows[1]?.kind === 'assistant' && rows[1].problem === undefined);
    const failed = rows[2];
    assert.ok(failed?.kind === 'user' && failed.state === 'failed');
    assert.equal(failed.problem?.detail, error.message);
    assert.equal(failed.problem.actions[0]?.id, 'retryPrompt');
    const { state } = stateWith(messages, change);
    const target = { rootId: project, sessionId: sessionId('s1') };
    assert.equal(promptBehind(state, target, failed.id), 'the new one');
  });

  it('offer to send again only where the prompt is known', () => {
    const error = { name: 'UnknownError', message: 'Agent not found: nope.' };
    const errors = new Map([[sessionId('s1'), error]]);
    const messages = [prompted('m1', 'old'), answered('m2', 'm1', { completedAt: 2 })];
    const { rows } = viewOf(messages, { errors });
    assert.deepEqual(kinds(rows), ['user', 'text', 'problem']);
    const problem = rows[2];
    assert.ok(problem?.kind === 'problem' && problem.id === 'problem:session');
    assert.deepEqual(
      problem.problem.actions.map(({ id }) => id),
      ['openServerLog'],
    );
  });

  it('offer to change or take back a prompt that waits on our side', () => {
    const outbox = [
      {
        id: messageId('o1'),
        target: { kind: 'session', sessionId: sessionId('s1') },
        text: 'x',
        queuedAt: 5,
        state: { kind: 'queued' },
      } as const,
    ];
    const messages = [prompted('m1', 'one'), answered('m2', 'm1'), prompted('m3', 'two')];
    const { rows } = viewOf(messages, { ...busy(messages), outbox });
    const actions = rows.map((row) => row.kind === 'user' && row.actions?.map(({ id }) => id));
    assert.deepEqual(actions, [undefined, false, undefined, ['editPrompt', 'withdrawPrompt']]);
  });

  it('hide what was reverted', () => {
    const messages = [prompted('m1', 'a'), answered('m2', 'm1'), prompted('m3', 'b')];
    const { root } = stateWith(messages);
    const sessions = new Map(
      [...root.sessions].map(([id, session]) => [id, { ...session, revertedFrom: 'm3' }]),
    );
    const { rows } = viewOf(messages, { sessions });
    assert.deepEqual(kinds(rows), ['user', 'text', 'notice']);
    const notice = rows.at(-1);
    assert.ok(notice?.kind === 'notice');
    assert.match(notice.text, /^1 prompt and what followed is taken back\. The next prompt makes/);
    assert.deepEqual(notice.actions, [{ id: 'restoreReverted', label: 'Restore' }]);
  });

  it('hide everything when what was reverted begins before what is loaded', () => {
    const messages = [prompted('m5', 'a'), answered('m6', 'm5')];
    const { root } = stateWith(messages);
    const sessions = new Map(
      [...root.sessions].map(([id, session]) => [id, { ...session, revertedFrom: 'm3' }]),
    );
    assert.deepEqual(kinds(viewOf(messages, { sessions }).rows), ['notice']);
  });

  it('show prompts that the server has not confirmed', () => {
    const error = new AppError('server-unreachable', 'No answer.');
    const states: readonly PromptState[] = [
      { kind: 'queued' },
      { kind: 'sending' },
      { kind: 'sent' },
      { kind: 'failed', error },
    ];
    const target = { kind: 'draft', draftId: 'd1' } as const;
    const outbox = states.map((state, index): Prompt => ({
      id: messageId(`o${index}`),
      target,
      text: `prompt ${index}`,
      queuedAt: 5,
      state,
    }));
    const { state } = stateWith([prompted('m1', 'x')], { outbox });
    const { rows, header } = chatView(state, { rootId: project, draftId: 'd1' }, options);
    assert.ok(header.isNew);
    assert.deepEqual(
      rows.map((row) => row.kind === 'user' && [row.id, row.state]),
      [
        ['o0', 'queued'],
        ['o1', 'sending'],
        ['o2', 'sent'],
        ['o3', 'failed'],
      ],
    );
    const failed = rows[3];
    assert.ok(failed?.kind === 'user');
    assert.deepEqual(
      failed.problem?.actions.slice(0, 2).map(({ id }) => id),
      ['retryPrompt', 'editPrompt'],
    );
    assert.equal(chatView(state, { rootId: project, draftId: 'd2' }, options).rows.length, 0);
  });

  it('show a prompt once when its message comes before the outbox is told', () => {
    const outbox: Prompt[] = [
      {
        id: messageId('o1'),
        messageId: messageId('m1'),
        target: { kind: 'session', sessionId: sessionId('s1') },
        text: 'x',
        queuedAt: 5,
        state: { kind: 'sent' },
      },
    ];
    assert.deepEqual(kinds(viewOf([prompted('m1', 'x')], { outbox }).rows), ['user']);
  });
});
