import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { SessionId } from '../../../src/model/ids.ts';
import type { ServerState } from '../../../src/model/server.ts';
import { serverText, serverView } from '../../../src/present/serverText.ts';
import { sessionRows } from '../../../src/present/sessionRows.ts';
import { menuItems, statusLine } from '../../../src/present/statusLine.ts';
import { serverView as serverViewSchema, type RowView } from '../../../src/protocol/view.ts';
import { emptyRoot, type RootState, type State } from '../../../src/session/state.ts';
import { serverEnded } from '../../../src/session/turnFailure.ts';
import { aSession, root } from '../../support/fixtures.ts';
import { recordedRoot } from '../../support/recordings.ts';
import { answered, prompted, recordedView, viewOf } from './conversation.ts';
import { recordedMessages } from './recorded.ts';

const killed = new AppError('server-killed', 'The OpenCode server ended (signal SIGKILL).');
const restarting: ServerState = {
  kind: 'crashed',
  error: killed,
  stderrTail: 'x',
  restartsAt: 9_000,
};
const idle: ServerState = { kind: 'stopped', because: 'idle' };

const stateOf = (change: Partial<RootState>): State => ({
  roots: new Map([[root, { ...emptyRoot(root, 'repo'), ...change }]]),
});
const commandsFor = (server: ServerState) =>
  menuItems(stateOf({ server })).map(({ command }) => command.replace('opencodeSessions.', ''));

describe('a server that is started again by itself', () => {
  it('is told of calmly, with the time and a way not to wait', () => {
    assert.deepEqual(serverViewSchema.parse(serverView(restarting)), {
      kind: 'restarting',
      text: 'The OpenCode server was ended by the system or by another program.',
      at: 9_000,
      action: { id: 'retry', label: 'Restart Now' },
    });
    const { text, severity } = statusLine(stateOf({ server: restarting }));
    assert.deepEqual([text, severity], ['$(sync~spin) OpenCode: restarting…', 'none']);
    const [row] = sessionRows(stateOf({ server: restarting }), 0);
    assert.equal(row?.description, 'Starting again…');
    assert.equal(row?.children?.[0]?.icon, 'loading~spin');
  });

  it('can be stopped like one that runs', () => {
    assert.ok(commandsFor(restarting).includes('stopServer'));
    assert.equal(sessionRows(stateOf({ server: restarting }), 0)[0]?.contextValue, 'root.running');
  });

  it('yields to one that is not', () => {
    const spent: ServerState = {
      kind: 'crashed',
      error: new AppError('server-keeps-ending', 'It ended 6 times within 10 minutes.'),
      stderrTail: 'last words',
    };
    const both: State = {
      roots: new Map([
        ...stateOf({ server: restarting }).roots,
        [recordedRoot, { ...emptyRoot(recordedRoot, 'project'), server: spent }],
      ]),
    };
    assert.equal(statusLine(both).severity, 'error');
    const view = serverView(spent);
    assert.ok(view.kind === 'problem');
    assert.deepEqual(
      view.problem.actions.map(({ label }) => label),
      ['Try Again', 'Open Log', 'Copy Diagnostics'],
    );
    assert.equal(view.problem.detail, 'It ended 6 times within 10 minutes.\nlast words');
  });

  it('lets a conversation that is on its way still come', () => {
    const change = { server: restarting, transcripts: new Map() };
    assert.equal(recordedView('hello', change).isLoading, true);
  });
});

it('tells the last lines of a server that ended, once', () => {
  const lines = Array.from({ length: 400 }, (_, line) => `line ${line}`).join('\n');
  const error = new AppError('server-exited', 'It ended.', { detail: lines });
  const view = serverView({ kind: 'crashed', error, stderrTail: lines });
  assert.ok(view.kind === 'problem');
  assert.match(view.problem.detail ?? '', /line 399$/);
  assert.equal(view.problem.detail?.split('line 399').length, 2);
});

describe('a server that was stopped because it was idle', () => {
  it('is a quiet note, and only then', () => {
    const view = serverViewSchema.parse(serverView(idle));
    assert.ok(view.kind === 'stopped');
    assert.match(view.note ?? '', /idle.*next prompt/);
    assert.deepEqual(serverView({ kind: 'stopped' }), { kind: 'stopped' });
    assert.equal(serverText(idle), 'Server stopped while idle');
    assert.equal(statusLine(stateOf({ server: idle })).severity, 'none');
  });

  it('can be started, and its sessions stay in sight', () => {
    assert.ok(commandsFor(idle).includes('startServer'));
    assert.equal(recordedView('hello', { server: idle }).rows.length, 2);
  });
});

describe('a turn that ended with its server', () => {
  const answers = (rows: readonly RowView[]) => rows.filter((row) => row.kind === 'assistant');
  const errorsOf = (id: SessionId) => ({ errors: new Map([[id, serverEnded]]) });
  const titles = (rows: readonly RowView[]) =>
    rows.flatMap((row) => ('problem' in row && row.problem ? [row.problem.title] : []));
  const sentence = 'The OpenCode server ended before this turn was finished.';

  it('says so, with the tool that it was at and a way to send the prompt again', () => {
    const messages = recordedMessages('kill_pending');
    const [first] = messages;
    assert.ok(first);
    const { rows } = viewOf(messages, errorsOf(first.sessionId));
    const [answer] = answers(rows);
    assert.deepEqual(titles(rows), [sentence]);
    assert.deepEqual(
      answer?.problem?.actions.map(({ id }) => id),
      ['retryPrompt'],
    );
    assert.equal(answer?.isInterrupted, false);
    const tools = answer?.parts.flatMap((part) => (part.kind === 'tool' ? [part.card.status] : []));
    assert.deepEqual(tools, ['interrupted']);
  });

  it('says so below a prompt that had no answer yet', () => {
    const messages = [prompted('u1', 'Go'), answered('a1', 'u1', { completedAt: 2 })];
    const { rows } = viewOf([...messages, prompted('u2', 'On')], errorsOf(aSession('s1').id));
    assert.equal(rows.at(-1)?.kind, 'problem');
    assert.deepEqual(titles(rows), [sentence]);
  });

  it('is still told from a finished one when nobody remembers', () => {
    const [answer] = answers(recordedView('kill_pending').rows);
    assert.equal(answer?.isInterrupted, true);
    assert.deepEqual(titles(recordedView('kill_pending').rows), []);
  });

  it('keeps that mark when the conversation has gone on', () => {
    const { rows } = viewOf([
      prompted('u1', 'Go'),
      answered('a1', 'u1'),
      prompted('u2', 'Go'),
      answered('a2', 'u2', { completedAt: 2 }),
    ]);
    assert.deepEqual(
      answers(rows).map(({ isInterrupted }) => isInterrupted),
      [true, false],
    );
  });
});
