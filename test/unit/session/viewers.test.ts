import assert from 'node:assert/strict';
import type { StreamEvent } from '../../../src/model/event.ts';
import { sessionId } from '../../../src/model/ids.ts';
import { aSession, assistantMessage, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const told: readonly StreamEvent[] = [
  { kind: 'sessionChanged', session: s1 },
  { kind: 'messageChanged', info: assistantMessage('m1', 's1') },
];

describe('open conversations', () => {
  let world: SessionWorld;

  beforeEach(() => {
    world = new SessionWorld();
    world.onStart = (backend) => backend.change(...told);
  });

  afterEach(() => world.dispose());

  async function start(): Promise<void> {
    await world.sessions.ensureRoot(root);
    await settled();
  }

  it('fetches a conversation once when it is opened during the snapshot', async () => {
    await start();
    const arrive = world.backend.stall('listSessions');
    world.backend.connect();
    await settled();
    world.sessions.openTranscript(root, s1.id);
    await settled();
    assert.equal(world.backend.callsOf('transcript'), 0);
    arrive();
    await settled();
    assert.equal(world.backend.callsOf('transcript'), 1);
    assert.ok(world.state.transcripts.has(s1.id));
  });

  it('gives up on a conversation that is not there', async () => {
    await start();
    world.sessions.openTranscript(root, sessionId('gone'));
    await settled();
    assert.equal(world.backend.callsOf('session'), 1);
    assert.equal(world.clock.waiting, 0);
  });

  it('loads older pages once at a time and stops at the beginning', async () => {
    const many = Array.from({ length: 150 }, (_, index) =>
      userMessage(`u${String(index).padStart(3, '0')}`, 's1', { createdAt: index + 10 }),
    );
    world.onStart = (backend) => {
      backend.change(...told, ...many.map((info) => ({ kind: 'messageChanged' as const, info })));
    };
    await start();
    world.sessions.openTranscript(root, s1.id);
    await settled();
    const length = () => world.state.transcripts.get(s1.id)?.messages.length;
    assert.equal(length(), 100);
    await Promise.all([
      world.sessions.loadOlder(root, s1.id),
      world.sessions.loadOlder(root, s1.id),
    ]);
    assert.equal(length(), 151);
    assert.equal(world.backend.callsOf('transcript'), 2);
    await world.sessions.loadOlder(root, s1.id);
    assert.equal(world.backend.callsOf('transcript'), 2);
    world.backend.connect();
    await settled();
    assert.equal(length(), 151);
  });

  it('closes a conversation with its last viewer, but not in the middle of a turn', async () => {
    await start();
    const first = world.sessions.openTranscript(root, s1.id);
    const second = world.sessions.openTranscript(root, s1.id);
    await settled();
    first.dispose();
    first.dispose();
    assert.ok(world.state.transcripts.has(s1.id));
    world.backend.emit(statusChanged(s1.id, 'busy'));
    second.dispose();
    await settled();
    assert.ok(world.state.transcripts.has(s1.id));
    world.backend.emit(statusChanged(s1.id, 'idle'));
    await settled();
    assert.equal(world.state.transcripts.size, 0);
  });

  it('drops an answer for a conversation that was closed meanwhile', async () => {
    await start();
    const arrive = world.backend.stall('transcript');
    const viewer = world.sessions.openTranscript(root, s1.id);
    await settled();
    viewer.dispose();
    arrive();
    await settled();
    assert.equal(world.state.transcripts.size, 0);
  });
});
