import assert from 'node:assert/strict';
import { messageId } from '../../../src/model/ids.ts';
import { SessionReverts } from '../../../src/session/sessionReverts.ts';
import { aSession, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

const session = aSession('s1');
const messages = ['m1', 'm2', 'm3'].map((id, index) => userMessage(id, 's1', { createdAt: index }));
const place = { rootId: root, sessionId: session.id, messageId: messageId('m2') };

describe('taking back', () => {
  let world: SessionWorld;
  let reverts: SessionReverts;
  beforeEach(async () => {
    world = new SessionWorld();
    reverts = new SessionReverts(world);
    world.onStart = (backend) => {
      backend.change({ kind: 'sessionChanged', session });
      for (const { parts: _parts, ...info } of messages)
        backend.change({ kind: 'messageChanged', info });
    };
    await world.sessions.ensureRoot(root);
    world.sessions.openTranscript(root, session.id);
    await settled();
  });
  afterEach(() => world.dispose());

  const revertedFrom = () => world.state.sessions.get(session.id)?.revertedFrom;

  it('takes back from a prompt on, and brings it back', async () => {
    assert.equal(reverts.undoing(place)?.prompts, 2);
    await reverts.revert(place);
    assert.equal(revertedFrom(), 'm2');
    assert.equal(world.state.transcripts.get(session.id)?.messages.length, 3);
    await reverts.restore(root, session.id);
    assert.equal(revertedFrom(), undefined);
  });

  it('knows nothing of a prompt that is gone', () => {
    assert.equal(reverts.undoing({ ...place, messageId: messageId('gone') }), undefined);
  });

  it('stops a turn that goes on before it takes something back', async () => {
    world.backend.emit(statusChanged(session.id, 'busy'));
    assert.equal(reverts.isWorking(place), true);
    await reverts.revert(place);
    assert.deepEqual(world.backend.aborted, [session.id]);
    assert.equal(revertedFrom(), 'm2');
  });
});
