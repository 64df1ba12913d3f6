import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { AppError } from '../../../../src/base/errors.ts';
import { sessionId } from '../../../../src/model/ids.ts';
import { ProgramPool } from '../../../support/programPool.ts';
import { until } from '../../../support/until.ts';

describe('a server pool that is told to end', () => {
  let world: ProgramPool;

  beforeEach(() => {
    world = new ProgramPool();
  });
  afterEach(async () => world.end());

  const answering = `(url) => url === '/global/health'
    ? [200, 'application/json', '{"healthy":true,"version":"1.99.0"}']
    : [200, 'application/json', url === '/config' ? '{}' : '[]']`;

  it('is stopped for all before its process is', async () => {
    world.open(world.server(answering));
    const backend = await world.pool.backend(world.root);
    await backend.listSessions();
    const stopping = world.pool.stop(world.root);
    assert.equal(world.pool.state(world.root).kind, 'stopped');
    const id = backend.newMessageId();
    await assert.rejects(backend.prompt(sessionId('ses_1'), { id, text: 'Go on.' }), (error) =>
      AppError.is(error, 'cancelled'),
    );
    await stopping;
    assert.equal(world.lines.includes('asked for /session/ses_1/prompt_async'), false);
    assert.deepEqual(world.kinds().slice(-2), ['ready', 'stopped']);
  });

  it('keeps a start that is asked for between two stops apart', async () => {
    world.open(world.server(answering));
    await world.pool.backend(world.root);
    const first = world.pool.stop(world.root);
    const cut = world.pool.backend(world.root);
    const second = world.pool.stop(world.root);
    await assert.rejects(cut, (error) => AppError.is(error, 'cancelled'));
    const third = world.pool.backend(world.root);
    await Promise.all([first, second]);
    await third;
    assert.equal(world.pool.state(world.root).kind, 'ready');
    assert.equal(world.kinds().filter((kind) => kind === 'spawning').length, 2);
  });

  it('cuts a start off at once that waits for an end', async () => {
    world.open(
      world.server(`(url) => url === '/global/dispose' ? undefined : (${answering})(url)`),
    );
    await world.pool.backend(world.root);
    const first = world.pool.stop(world.root);
    await until(() => world.lines.includes('asked for /global/dispose'), { what: 'the end' });
    const cut = world.pool.backend(world.root);
    const second = world.pool.stop(world.root);
    await assert.rejects(cut, (error) => AppError.is(error, 'cancelled'));
    world.clock.advance(2_500);
    await Promise.all([first, second]);
    assert.equal(world.kinds().filter((kind) => kind === 'spawning').length, 1);
  });

  it('starts nothing once it is disposed of', async () => {
    world.open(world.program('echo started'));
    const spawned = await spawnsDuring(async () => {
      world.pool.dispose();
      await world.fails('cancelled');
    });
    assert.equal(spawned, 0);
  });

  it('starts nothing when it is disposed of on the way', async () => {
    world.open(world.program('echo started'));
    world.pool.onDidChange(({ state }) => {
      if (state.kind === 'starting' && state.phase === 'spawning') world.pool.dispose();
    });
    const justItsVersion = 1;
    assert.equal(await spawnsDuring(() => world.fails('cancelled')), justItsVersion);
  });
});

/** How many processes this one begins meanwhile. */
async function spawnsDuring(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const listen = () => (count += 1);
  subscribe('child_process', listen);
  await work().finally(() => unsubscribe('child_process', listen));
  return count;
}
