import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { messageId, partId, sessionId } from '../../../src/model/ids.ts';
import { chatView, emptyChatView } from '../../../src/present/chatView.ts';
import { fullText, madeDiff, promptBehind } from '../../../src/present/fullText.ts';
import { MessageList } from '../../../src/session/messageList.ts';
import type { State } from '../../../src/session/state.ts';
import { chatView as chatViewSchema } from '../../../src/protocol/view.ts';
import {
  assistantMessage,
  permission,
  question,
  textPart,
  toolPart,
} from '../../support/fixtures.ts';
import { answered, busy, options, prompted, recordedView, viewOf } from './conversation.ts';
import { project, recordedMessages, stateWith } from './recorded.ts';

describe('memory of rows', () => {
  const messages = Array.from({ length: 300 }, (_, turn) => [
    { ...prompted(`u${turn}`, `prompt ${turn}`), createdAt: turn * 2 },
    { ...answered(`v${turn}`, `u${turn}`), createdAt: turn * 2 + 1 },
  ]).flat();
  const live = busy(messages);

  function grown(state: State, text: string): State {
    const root = [...state.roots.values()][0];
    const [id, transcript] = [...(root?.transcripts ?? [])][0] ?? [];
    const last = transcript?.messages.last;
    assert.ok(root && id && transcript && last?.role === 'assistant');
    const changed = { ...last, parts: [textPart('p-live', last, { text })] };
    const transcripts = new Map([
      [id, { ...transcript, messages: transcript.messages.set(changed) }],
    ]);
    return { roots: new Map([[root.id, { ...root, transcripts }]]) };
  }

  it('keeps every row but the one that streams', () => {
    const { state, sessionId } = stateWith(messages, live);
    const target = { rootId: project, sessionId };
    const before = chatView(grown(state, 'Hel'), target, options).rows;
    const after = chatView(grown(state, 'Hello'), target, options).rows;
    assert.equal(before.length, 600);
    assert.deepEqual(
      after.flatMap((row, index) => (row === before[index] ? [] : [row.id])),
      ['v299'],
    );
  });

  it('keeps the newest row too while nothing in it changes', () => {
    const { state, sessionId } = stateWith(messages, live);
    const target = { rootId: project, sessionId };
    const before = chatView(state, target, options).rows;
    const after = chatView({ roots: new Map(state.roots) }, target, options).rows;
    assert.ok(after.every((row, index) => row === before[index]));
  });

  it('keeps the parts of a turn that grows', () => {
    const prompt = prompted('m1', 'go');
    const first = answered('m2', 'm1');
    const second = answered('m3', 'm1');
    const { state, root, sessionId } = stateWith([prompt, first], busy([prompt]));
    const target = { rootId: project, sessionId };
    const before = chatView(state, target, options).rows[1];
    const list = MessageList.from([prompt, first, second]);
    const grownRoot = { ...root, transcripts: new Map([[sessionId, { messages: list }]]) };
    const after = chatView({ roots: new Map([[project, grownRoot]]) }, target, options).rows[1];
    assert.ok(before?.kind === 'assistant' && after?.kind === 'assistant');
    assert.equal(after.parts.length, 2);
    assert.equal(after.parts[0], before.parts[0]);
  });
});

describe('around the rows', () => {
  it('tells tokens, their share of the context and the cost', () => {
    const catalog = {
      agents: [],
      models: [
        {
          providerId: 'mock',
          providerName: 'Mock',
          modelId: 'mock-1',
          name: 'Mock One',
          contextLimit: 32_000,
          variants: [],
        },
      ],
      defaultModel: { providerId: 'mock', modelId: 'mock-1' },
      defaultAgent: 'build',
      canShare: false,
    };
    const { header, composer } = recordedView('task', { catalog });
    assert.equal(header.usage, '8.2k tokens · 26% of context · $0.02');
    assert.deepEqual([header.title, header.root], ['Fix it', 'project']);
    assert.deepEqual([composer.agent, composer.model], ['build', 'Mock One']);
    assert.deepEqual(composer.history, ['Delegate [[script:task]]']);
  });

  it('lists requests of the session and of its sub-sessions, but no leftovers', () => {
    const messages = [prompted('m1', 'go')];
    const base = stateWith(messages).root;
    const child = {
      id: sessionId('s2'),
      rootId: project,
      parentId: sessionId('s1'),
      title: 'Sub',
      agent: 'general',
      createdAt: 1,
      updatedAt: 1,
    };
    const sessions = new Map([...base.sessions, [child.id, child]]);
    const requests = [permission('r1', 's1'), question('r2', 's2'), permission('r3', 's3')];
    const change = {
      sessions,
      requests: new Map(requests.map((request) => [request.id, request])),
      statuses: new Map([sessionId('s1'), child.id].map((id) => [id, { kind: 'busy' } as const])),
    };
    const shown = viewOf(messages, change);
    assert.deepEqual(
      shown.requests.map(({ id, askedBy }) => [id, askedBy]),
      [
        ['r1', undefined],
        ['r2', 'general'],
      ],
    );
    assert.equal(shown.activity.kind, 'waiting');
    assert.deepEqual(viewOf(messages, { ...change, statuses: new Map() }).requests, []);
    const { state } = stateWith(messages, change);
    const below = chatView(state, { rootId: project, sessionId: child.id }, options);
    assert.equal(below.header.parent?.title, 'Fix it');
    assert.equal(below.composer.blockedReason, 'Sub-agent sessions cannot be prompted.');
  });

  it('marks the call that waits', () => {
    const message = assistantMessage('m2', 's1', { parentId: messageId('m1') });
    const state = {
      kind: 'running',
      input: { command: 'ls' },
      metadata: {},
      startedAt: 1,
    } as const;
    const tool = toolPart('t1', message, state);
    const messages = [prompted('m1', 'go'), { ...message, parts: [tool] }];
    const request = { ...permission('r1', 's1'), callId: tool.callId };
    const { rows } = viewOf(messages, {
      ...busy(messages),
      requests: new Map([[request.id, request]]),
    });
    const answer = rows[1];
    assert.ok(answer?.kind === 'assistant' && answer.parts[0]?.kind === 'tool');
    assert.equal(answer.parts[0].card.status, 'waiting');
  });

  it('tells how the server stands', () => {
    const starting = { kind: 'starting', phase: 'spawning', since: 3 } as const;
    assert.deepEqual(recordedView('hello', { server: starting }).server, {
      kind: 'starting',
      phase: 'Starting OpenCode…',
      since: 3,
    });
    const error = new AppError('server-exited', 'Ended with code 1.');
    const crashed = recordedView('hello', {
      server: { kind: 'crashed', error, stderrTail: 'bad\ntoken=abcdefgh' },
    }).server;
    assert.ok(crashed.kind === 'problem');
    assert.equal(crashed.problem.detail, 'Ended with code 1.\nbad\ntoken=[redacted]');
    const untrusted = new AppError('workspace-untrusted', '');
    const refused = recordedView('hello', { server: { kind: 'refused', error: untrusted } });
    assert.match(refused.composer.blockedReason, /trust/);
  });

  it('explains a window without a folder', () => {
    assert.match(emptyChatView(true).composer.blockedReason, /Open a folder/);
    assert.match(emptyChatView(false).composer.blockedReason, /trust/);
    chatViewSchema.parse(emptyChatView(false));
  });
});

describe('whole texts', () => {
  it('come for what was clipped', () => {
    const output = 'x\n'.repeat(20_000);
    const message = assistantMessage('m2', 's1', { parentId: messageId('m1') });
    const tool = toolPart('t1', message, {
      kind: 'completed',
      input: { command: 'yes' },
      output,
      title: '',
      metadata: {},
      startedAt: 1,
      endedAt: 2,
    });
    const prompt = prompted('m1', 'y'.repeat(30_000));
    const { state, sessionId } = stateWith([prompt, { ...message, parts: [tool] }]);
    const target = { rootId: project, sessionId };
    const place = { rowId: 'm2', partId: partId('t1') };
    assert.equal(fullText(state, target, { ...place, field: 'output' }), output);
    assert.equal(fullText(state, target, { ...place, field: 'toString' }), undefined);
    assert.equal(fullText(state, target, { rowId: 'm1', field: 'text' })?.length, 30_000);
    assert.equal(promptBehind(state, target, 'm2')?.length, 30_000);
    assert.equal(promptBehind(state, target, 'problem:m1')?.length, 30_000);
  });

  it('come for a change, with its headers', () => {
    const { state, root, sessionId } = stateWith(recordedMessages('write_edit'));
    const parts = [...(root.transcripts.get(sessionId)?.messages ?? [])].flatMap(
      (message) => message.parts,
    );
    const edit = parts.find((part) => part.kind === 'tool' && part.tool === 'edit');
    const diff = madeDiff(
      state,
      { rootId: project, sessionId },
      { rowId: 'any', partId: edit?.id ?? '' },
    );
    assert.equal(diff?.file, `${project}/hello.txt`);
    assert.match(diff.patch, /^Index: [\s\S]*\+line TWO \(edited\)/);
  });
});
