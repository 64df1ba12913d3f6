import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import { sessionId } from '../../../src/model/ids.ts';
import {
  aSession,
  assistantMessage,
  permission,
  root,
  textPart,
  userMessage,
} from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const answer = assistantMessage('m1', 's1');
const part = textPart('p1', answer);
const told: readonly StreamEvent[] = [
  { kind: 'sessionChanged', session: s1 },
  { kind: 'messageChanged', info: answer },
  { kind: 'partChanged', part },
];

const unreachable = new AppError('server-unreachable', 'No answer.');

function appended(text: string): StreamEvent {
  return { kind: 'textAppended', sessionId: s1.id, messageId: answer.id, partId: part.id, text };
}

describe('RootSync', () => {
  let world: SessionWorld;

  beforeEach(() => {
    world = new SessionWorld();
    world.onStart = (backend) => backend.change(...told);
  });

  afterEach(() => world.dispose());

  function shownText(): string | undefined {
    const shown = world.state.transcripts.get(s1.id)?.messages.get(answer.id)?.parts[0];
    return shown?.kind === 'text' ? shown.text : undefined;
  }

  async function start(): Promise<void> {
    await world.sessions.ensureRoot(root);
    await settled();
  }

  it('brings a snapshot before anybody goes on', async () => {
    await world.sessions.ensureRoot(root);
    assert.equal(world.state.isLoaded, true);
    assert.deepEqual([...world.state.sessions.values()], [s1]);
  });

  it('applies what comes during the fetch after the snapshot', async () => {
    await start();
    const arrive = world.backend.stall('listStatuses');
    world.backend.connect();
    await settled();
    world.backend.emit(statusChanged(s1.id, 'busy'), {
      kind: 'sessionChanged',
      session: { ...s1, title: 'Late' },
    });
    assert.equal(world.state.sessions.get(s1.id)?.title, 'Session s1');
    arrive();
    await settled();
    assert.equal(world.state.sessions.get(s1.id)?.title, 'Late');
    assert.equal(world.state.statuses.get(s1.id)?.kind, 'busy');
  });

  it('neither loses nor doubles text that comes while a conversation is fetched', async () => {
    await start();
    const arrive = world.backend.stall('transcript');
    world.sessions.openTranscript(root, s1.id);
    await settled();
    world.backend.emit(appended('Hel'), appended('lo'));
    assert.equal(shownText(), undefined);
    arrive();
    await settled();
    assert.equal(shownText(), 'Hello');
    const whole = { ...part, text: 'Hello', endedAt: 1 };
    world.backend.emit({ kind: 'partChanged', part: whole });
    assert.equal(shownText(), 'Hello');
  });

  it('does not double a text that the answer has whole and the stream tells late', async () => {
    await start();
    world.backend.change({ kind: 'partChanged', part: { ...part, text: 'Hello', endedAt: 1 } });
    const arrive = world.backend.stall('transcript');
    world.sessions.openTranscript(root, s1.id);
    await settled();
    world.backend.emit(appended('Hel'), appended('lo'));
    arrive();
    await settled();
    assert.equal(shownText(), 'Hello');
  });

  it('keeps the text that is shown when a reconnect answers with less', async () => {
    await start();
    world.sessions.openTranscript(root, s1.id);
    await settled();
    world.backend.emit(statusChanged(s1.id, 'busy'), appended('Hello'));
    world.backend.lose();
    world.backend.connect();
    await settled();
    assert.equal(shownText(), 'Hello');
    world.backend.emit(appended(' you'));
    assert.equal(shownText(), 'Hello you');
  });

  it('keeps the state while the stream is lost, says so, and recovers what was missed', async () => {
    await start();
    world.backend.lose();
    assert.equal(world.state.server.kind, 'reconnecting');
    assert.equal(world.state.sessions.size, 1);
    world.backend.change({ kind: 'sessionChanged', session: aSession('s2') });
    world.backend.change(statusChanged(aSession('s2').id, 'busy'));
    world.backend.change({ kind: 'requestAsked', request: permission('r1', 's2') });
    world.backend.connect();
    await settled();
    assert.equal(world.state.server.kind, 'ready');
    assert.deepEqual([...world.state.sessions.keys()], ['s1', 's2']);
    assert.deepEqual([...world.state.requests.keys()], ['r1']);
  });

  it('takes the snapshot of the newest connection, however late an older one answers', async () => {
    await start();
    const arrive = world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    world.backend.lose();
    world.backend.change({ kind: 'sessionChanged', session: aSession('s2') });
    const arriveNewer = world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    arriveNewer();
    await settled();
    assert.equal(world.state.sessions.size, 2);
    arrive();
    await settled();
    assert.equal(world.state.sessions.size, 2);
  });

  it('holds events for the newest fetch although an older one answers first', async () => {
    await start();
    const arrive = world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    const arriveNewer = world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    world.backend.emit({ kind: 'sessionChanged', session: aSession('s2') });
    arrive();
    await settled();
    arriveNewer();
    await settled();
    assert.equal(world.state.sessions.size, 2);
  });

  it('shows what was held back when the stream is lost during the fetch', async () => {
    await start();
    world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    world.backend.emit({ kind: 'sessionChanged', session: aSession('s2') });
    world.backend.lose();
    assert.equal(world.state.sessions.size, 2);
  });

  it('does not apply events of a lost connection to the snapshot of the next', async () => {
    await start();
    const arrive = world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    world.backend.emit(statusChanged(s1.id, 'busy'));
    world.backend.lose();
    world.backend.change(statusChanged(s1.id, 'idle'));
    world.backend.connect();
    arrive();
    await settled();
    assert.equal(world.state.statuses.size, 0);
  });

  it('brings back no session that was made and deleted during the fetch', async () => {
    await start();
    const arrive = world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    const made = world.backend.stall('createSession');
    const target = { kind: 'draft', draftId: 'd1' } as const;
    const sent = world.sessions.prompt({ rootId: root, target, text: 'hi' });
    await settled();
    const id = sessionId('new-1');
    world.backend.emit({ kind: 'sessionRemoved', sessionId: id });
    made();
    await assert.rejects(sent);
    arrive();
    await settled();
    assert.ok(!world.state.sessions.has(id));
  });

  it('tries again when a fetch fails, and shows no empty list meanwhile', async () => {
    await start();
    world.backend.failNext('listRequests', unreachable);
    world.backend.failNext('listSessions', unreachable);
    world.backend.connect();
    await settled();
    assert.equal(world.state.sessions.size, 1);
    world.backend.emit({ kind: 'sessionChanged', session: aSession('s2') });
    assert.equal(world.state.sessions.size, 2);
    world.backend.change({ kind: 'sessionChanged', session: aSession('s3') });
    world.clock.advance(250);
    await settled();
    assert.deepEqual([...world.state.sessions.keys()], ['s1', 's2', 's3']);
    assert.equal(world.warnings.length, 1);
  });

  it('is not ready before the first snapshot has worked', async () => {
    world.onStart = (backend) => backend.failNext('listSessions', unreachable);
    let isReady = false;
    const ready = world.sessions.ensureRoot(root).then(() => (isReady = true));
    await settled();
    assert.equal(isReady, false);
    assert.equal(world.state.isLoaded, false);
    world.clock.advance(250);
    await ready;
    assert.equal(world.state.isLoaded, true);
  });

  it('shows everything else when one open conversation cannot be read', async () => {
    await start();
    world.sessions.openTranscript(root, s1.id);
    await settled();
    world.backend.failNext('transcript');
    world.backend.change({ kind: 'sessionChanged', session: aSession('s2') });
    world.backend.change({
      kind: 'messageChanged',
      info: userMessage('m2', 's1', { createdAt: 2 }),
    });
    world.backend.connect();
    await settled();
    assert.equal(world.state.sessions.size, 2);
    assert.equal(world.state.transcripts.get(s1.id)?.messages.length, 2);
  });

  it('reads the catalog after the snapshot and tries again when that fails', async () => {
    const agent = { name: 'build', description: '', mode: 'primary', isHidden: false } as const;
    world.onStart = (backend) => {
      backend.catalogToServe = { agents: [agent], models: [], canShare: false };
      backend.failNext('catalog', new AppError('server-unreachable', 'No.'));
    };
    await start();
    assert.equal(world.state.catalog.agents.length, 0);
    world.clock.advance(250);
    await settled();
    assert.deepEqual(world.state.catalog.agents, [agent]);
    assert.deepEqual((await world.sessions.catalog(root)).agents, [agent]);
  });

  it('leaves nothing behind when the server stops', async () => {
    await start();
    const { backend } = world;
    backend.failNext('listSessions', unreachable);
    backend.connect();
    await settled();
    assert.equal(world.clock.waiting, 1);
    await world.pool.stop(root);
    assert.equal(world.clock.waiting, 0);
    assert.equal(backend.watcherCount, 0);
  });

  it('loads what is open from the server that comes after a crash', async () => {
    await start();
    world.sessions.openTranscript(root, s1.id);
    await settled();
    world.backend.emit(statusChanged(s1.id, 'busy'));
    world.pool.crash(root);
    assert.equal(world.state.statuses.size, 0);
    assert.equal(world.state.transcripts.size, 1);
    world.onStart = (backend) =>
      backend.change({ kind: 'messageChanged', info: userMessage('m9', 's1', { createdAt: 9 }) });
    await start();
    assert.equal(world.state.transcripts.get(s1.id)?.messages.length, 2);
  });

  it('follows a server that the pool started again by itself', async () => {
    await start();
    world.pool.crash(root);
    await world.pool.backend(root);
    await settled();
    world.backend.emit({ kind: 'sessionChanged', session: aSession('s2') });
    assert.equal(world.backends.length, 2);
    assert.equal(world.state.sessions.size, 2);
  });
});
