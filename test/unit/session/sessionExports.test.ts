import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { SessionExports } from '../../../src/session/sessionExports.ts';
import { aSession, root, userMessage } from '../../support/fixtures.ts';
import { SessionWorld } from '../../support/sessionWorld.ts';

const session = aSession('s1');
const ids = Array.from({ length: 250 }, (_, index) => `m${String(index).padStart(3, '0')}`);

describe('the export of a session', () => {
  let world: SessionWorld;
  let exports: SessionExports;
  let progress: number[];
  beforeEach(async () => {
    world = new SessionWorld();
    exports = new SessionExports(world.sessions);
    progress = [];
    world.onStart = (backend) => {
      backend.change({ kind: 'sessionChanged', session });
      for (const [index, id] of ids.entries()) {
        const { parts: _parts, ...info } = userMessage(id, 's1', { createdAt: index });
        backend.change({ kind: 'messageChanged', info });
      }
    };
    await world.sessions.ensureRoot(root);
  });
  afterEach(() => world.dispose());

  const options = (signal = new AbortController().signal) => ({
    signal,
    onProgress: (count: number) => void progress.push(count),
  });

  it('reads every page, oldest first, and tells how far it is', async () => {
    const messages = await exports.messages(session, options());
    assert.deepEqual(
      messages.map(({ id }) => String(id)),
      ids,
    );
    assert.deepEqual(progress, [100, 200, 250]);
  });

  it('reads less at a time where a page is too large', async () => {
    const tooLarge = new AppError('answer-too-large', '');
    world.backend.failNext('transcript', tooLarge);
    world.backend.failNext('transcript', tooLarge);
    const messages = await exports.messages(session, options());
    assert.equal(messages.length, 250);
    assert.equal(progress[0], 25);
  });

  it('leaves out what was taken back, but not from what OpenCode reads again', async () => {
    const messages = await exports.messages({ ...session, revertedFrom: 'm010' }, options());
    assert.equal(messages.length, 10);
    const json: unknown = JSON.parse(
      await exports.json({ ...session, revertedFrom: 'm010' }, options()),
    );
    assert.ok(typeof json === 'object' && json && 'messages' in json && 'info' in json);
    assert.ok(Array.isArray(json.messages) && json.messages.length === 250);
  });

  it('ends with the first page that fails', async () => {
    world.backend.failNext('rawMessages', new AppError('cancelled', ''));
    await assert.rejects(exports.json(session, options()), (error) =>
      AppError.is(error, 'cancelled'),
    );
    assert.equal(world.backend.callsOf('rawMessages'), 1);
  });
});
