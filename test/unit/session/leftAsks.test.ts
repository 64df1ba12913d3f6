import assert from 'node:assert/strict';
import type { StreamEvent } from '../../../src/model/event.ts';
import { aSession, permission, root } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const s1 = aSession('s1');
const busy = statusChanged(s1.id, 'busy');
const idle = statusChanged(s1.id, 'idle');

function asked(id: string): StreamEvent {
  return { kind: 'requestAsked', request: permission(id, 's1') };
}

describe('what an aborted turn asked, which the server goes on listing', () => {
  let world: SessionWorld;

  beforeEach(async () => {
    world = new SessionWorld();
    world.onStart = (backend) => backend.change({ kind: 'sessionChanged', session: s1 });
    await world.sessions.ensureRoot(root);
    await settled();
  });

  afterEach(() => world.dispose());

  const pending = () => world.broker.pending.map(({ id }) => id);

  it('does not come back with the next turn, and is not looked for', async () => {
    world.backend.emit(busy, asked('old'), idle, idle);
    await settled();
    world.backend.emit(busy);
    await world.clock.elapse(20_000);
    assert.deepEqual(pending(), []);
    assert.equal(world.backend.callsOf('listSessions'), 1);
    assert.deepEqual(world.warnings, []);
  });

  it('does not come back with a snapshot, and hides nothing that the next turn asks', async () => {
    world.backend.emit(busy, asked('old'), idle, idle);
    await settled();
    world.backend.emit(busy, asked('new'));
    world.backend.lose();
    world.backend.connect();
    await settled();
    assert.deepEqual(pending(), ['new']);
  });

  it('does not come back when only a snapshot told of its end', async () => {
    world.backend.emit(busy, asked('old'));
    world.backend.lose();
    world.backend.change(idle);
    world.backend.connect();
    await settled();
    world.backend.emit(busy);
    await world.clock.elapse(5_000);
    assert.deepEqual(pending(), []);
    assert.deepEqual(world.warnings, ['Lost the event stream: The stream was cut.']);
  });

  it('is not what a list knew before the stream told of the turn before', async () => {
    world.backend.emit(busy);
    const catchUp = world.backend.lag();
    world.backend.emit(idle, busy, asked('new'));
    await world.sessions.refresh(root);
    await settled();
    assert.deepEqual(pending(), ['new']);
    catchUp();
    await world.clock.elapse(10_000);
    assert.deepEqual(pending(), ['new']);
  });
});
