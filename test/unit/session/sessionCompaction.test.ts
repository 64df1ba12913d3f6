import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { SessionCompaction } from '../../../src/session/sessionCompaction.ts';
import { aSession, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, statusChanged } from '../../support/sessionWorld.ts';

const model = { providerId: 'p', modelId: 'used' };
const session = aSession('s1', { model });
const { parts: _parts, ...info } = userMessage('m1', 's1');

describe('the compaction of a session', () => {
  let world: SessionWorld;
  let compaction: SessionCompaction;
  beforeEach(() => {
    world = new SessionWorld();
    compaction = new SessionCompaction(world);
    world.onStart = (backend) => {
      backend.change({ kind: 'sessionChanged', session }, { kind: 'messageChanged', info });
    };
  });
  afterEach(() => world.dispose());

  it('is made by the model that was picked, else by that of the session', async () => {
    assert.equal(await compaction.compact(session, undefined), 'compacted');
    await compaction.compact(session, { providerId: 'p', modelId: 'picked' });
    assert.deepEqual(world.backend.compactions, ['used', 'picked']);
  });

  it('waits for no turn, and has nothing to do where nothing was said', async () => {
    await world.sessions.ensureRoot(root);
    const empty = aSession('s2');
    world.backend.emit({ kind: 'sessionChanged', session: empty });
    assert.equal(await compaction.compact(empty, model), 'empty');
    world.backend.emit(statusChanged(session.id, 'busy'));
    assert.equal(await compaction.compact(session, undefined), 'busy');
    assert.deepEqual(world.backend.compactions, []);
  });

  it('needs a model', async () => {
    const { model: _model, ...unused } = session;
    await assert.rejects(compaction.compact(unused, undefined), (error) =>
      AppError.is(error, 'model-not-found'),
    );
  });
});
