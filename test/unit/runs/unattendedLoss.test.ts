import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { requestId } from '../../../src/model/ids.ts';
import { aSession, permission } from '../../support/fixtures.ts';
import { settled } from '../../support/sessionWorld.ts';
import { UnattendedRun } from '../../support/unattendedRun.ts';

const refused = new AppError('server-unreachable', 'Nobody listens.');

describe('a run that nobody watches, when answers fail', () => {
  let run: UnattendedRun;

  beforeEach(() => (run = new UnattendedRun()));
  afterEach(() => run.dispose());

  it('rejects what was asked while the stream was lost', async () => {
    const backend = await run.begin();
    backend.lose();
    backend.change({ kind: 'requestAsked', request: permission('r', run.session) });
    await settled();
    assert.deepEqual(run.replies(), []);
    backend.connect();
    await settled();
    assert.deepEqual(run.replies(), ['r reject']);
    assert.equal(run.warnings.length, 1);
    await run.end();
  });

  it('sends a rejection that failed again, and says both', async () => {
    const backend = await run.begin();
    backend.failNext('replyPermission', refused);
    backend.failNext('replyPermission', refused);
    await run.ask(permission('r', run.session));
    assert.deepEqual(run.texts(), ['Could not reject yet: bash `ls` (Nobody listens.)']);
    assert.equal(run.progress.at(-1), 'Rejecting a request…');
    backend.emit({ kind: 'sessionChanged', session: aSession('other') });
    await settled();
    assert.equal(backend.callsOf('replyPermission'), 1);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      run.world.clock.advance(1_000);
      await settled();
    }
    assert.deepEqual(run.replies(), ['r reject']);
    assert.deepEqual(run.texts(), [
      'Could not reject yet: bash `ls` (Nobody listens.)',
      'Rejected: bash `ls` (nobody is there to answer)',
    ]);
    assert.deepEqual((await run.end()).warnings, run.warnings);
  });

  it('sends a rejection that was lost with the stream when that is back', async () => {
    const backend = await run.begin();
    backend.failNext('replyPermission', refused);
    await run.ask(permission('r', run.session));
    backend.lose();
    run.world.clock.advance(10_000);
    await settled();
    assert.equal(backend.callsOf('replyPermission'), 1);
    backend.connect();
    await settled();
    assert.deepEqual(run.replies(), ['r reject']);
    assert.equal(run.warnings.at(-1)?.kind, 'rejected');
    await run.end();
  });

  it('counts an ask as rejected that is closed although the answer was lost', async () => {
    const backend = await run.begin();
    const reply = backend.replyPermission.bind(backend);
    backend.replyPermission = async (request, answer) => {
      backend.lose();
      await reply(request, answer);
      throw refused;
    };
    await run.ask(permission('r', run.session));
    assert.deepEqual(
      run.warnings.map(({ kind }) => kind),
      ['not-rejected'],
    );
    backend.connect();
    await settled();
    run.world.clock.advance(10_000);
    await settled();
    assert.deepEqual(run.replies(), ['r reject']);
    assert.deepEqual(
      run.warnings.map(({ kind }) => kind),
      ['not-rejected', 'rejected'],
    );
    await run.end();
  });

  it('says nothing of a lost answer when it can see that the ask is closed', async () => {
    const backend = await run.begin();
    const reply = backend.replyPermission.bind(backend);
    backend.replyPermission = async (request, answer) => {
      await reply(request, answer);
      throw refused;
    };
    await run.ask(permission('r', run.session));
    assert.deepEqual(
      (await run.end()).warnings.map(({ kind }) => kind),
      ['rejected'],
    );
  });

  it('goes on when another door that was first could not answer', async () => {
    const backend = await run.begin({ asks: 'wait' });
    await run.ask(permission('r', run.session));
    backend.failNext('replyPermission', refused);
    const first = run.world.broker.answerPermission(requestId('r'), 'once');
    const unattended = run.reject();
    await assert.rejects(first);
    await settled();
    run.world.clock.advance(1_000);
    await settled();
    assert.deepEqual(run.replies(), ['r reject']);
    unattended.dispose();
    await run.end();
  });

  it('knows all its warnings when the turn ends before the answer to a rejection', async () => {
    const backend = await run.begin();
    const release = backend.stall('replyPermission');
    await run.ask(permission('r', run.session));
    const ended = run.end();
    await settled();
    assert.deepEqual(run.warnings, []);
    release();
    assert.equal((await ended).warnings.length, 1);
  });

  it('is stopped at once although a rejection is on its way', async () => {
    const backend = await run.begin();
    const release = backend.stall('replyPermission');
    await run.ask(permission('r', run.session));
    run.controller.abort();
    assert.equal((await run.result).outcome, 'cancelled');
    release();
    await settled();
    assert.deepEqual(run.warnings, []);
  });

  it('sends nothing more when it has ended', async () => {
    const backend = await run.begin();
    backend.failNext('replyPermission', refused);
    await run.ask(permission('r', run.session));
    await run.end();
    run.world.clock.advance(10_000);
    await settled();
    assert.equal(backend.callsOf('replyPermission'), 1);
  });
});
