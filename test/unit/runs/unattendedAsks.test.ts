import assert from 'node:assert/strict';
import { aSession, permission, question, root } from '../../support/fixtures.ts';
import { settled, statusChanged } from '../../support/sessionWorld.ts';
import { UnattendedRun } from '../../support/unattendedRun.ts';

describe('a run that nobody watches', () => {
  let run: UnattendedRun;

  beforeEach(() => (run = new UnattendedRun()));
  afterEach(() => run.dispose());

  it('rejects a permission, and says so at once and in the result', async () => {
    await run.begin();
    await run.ask(permission('r', run.session));
    assert.deepEqual(run.replies(), ['r reject']);
    assert.deepEqual(run.texts(), ['Rejected: bash `ls` (nobody is there to answer)']);
    assert.deepEqual(run.world.broker.pending, []);
    const { outcome, warnings: told } = await run.end();
    assert.equal(outcome, 'completed');
    assert.deepEqual(told, run.warnings);
  });

  it('rejects a question', async () => {
    await run.begin();
    await run.ask(question('q', run.session));
    assert.deepEqual(run.replies(), ['q reject']);
    assert.deepEqual(run.texts(), ['Rejected: question "Which one?" (nobody is there to answer)']);
    await run.end();
  });

  it('rejects what a sub-session asks, and nothing of another session', async () => {
    const backend = await run.begin();
    const child = aSession('child', { parentId: run.session });
    const grandchild = aSession('grandchild', { parentId: child.id });
    const other = aSession('other');
    for (const each of [child, grandchild, other]) {
      backend.emit({ kind: 'sessionChanged', session: each }, statusChanged(each.id, 'busy'));
    }
    await run.ask(
      permission('mine', 'grandchild'),
      permission('theirs', 'other'),
      question('its', 'child'),
    );
    assert.deepEqual(run.replies(), ['mine reject', 'its reject']);
    assert.deepEqual(
      run.world.broker.pending.map(({ id }) => String(id)),
      ['theirs'],
    );
    await run.end();
  });

  it('leaves everything to the person when it is told to wait', async () => {
    await run.begin({ asks: 'wait' });
    await run.ask(permission('r', run.session));
    assert.deepEqual(run.replies(), []);
    assert.equal(run.progress.at(-1), 'Waiting for you');
    assert.deepEqual((await run.end()).warnings, []);
  });

  it('rejects what was asked before it looked', async () => {
    const backend = await run.begin({ asks: 'wait' });
    await run.ask(permission('r', run.session));
    const unattended = run.reject();
    await unattended.settled();
    assert.deepEqual(
      backend.replies.map(({ id }) => id),
      ['r'],
    );
    assert.equal(run.warnings.length, 1);
    unattended.dispose();
    await run.ask(permission('later', run.session));
    assert.equal(backend.replies.length, 1);
    await run.end();
  });

  it('handles an ask once that is told again', async () => {
    const backend = await run.begin();
    const release = backend.stall('replyPermission');
    const request = permission('r', run.session);
    await run.ask(request);
    await run.ask(request);
    assert.equal(backend.callsOf('replyPermission'), 1);
    release();
    await settled();
    await run.ask(request);
    assert.equal(run.warnings.length, 1);
    assert.deepEqual(run.world.broker.pending, []);
    await run.end();
  });

  it('warns of what one rejection closes, also when nobody could have seen it', async () => {
    const backend = await run.begin();
    await run.ask(permission('one', run.session));
    const request = permission('two', run.session);
    backend.emit(
      { kind: 'requestAsked', request },
      { kind: 'requestClosed', sessionId: run.session, requestId: request.id },
    );
    await settled();
    assert.deepEqual(
      run.warnings.map(({ request }) => String(request.id)),
      ['one', 'two'],
    );
    await run.end();
  });

  it('says nothing of an ask that somebody else answered', async () => {
    const backend = await run.begin();
    const child = aSession('child', { parentId: run.session });
    backend.emit({ kind: 'sessionChanged', session: child }, statusChanged(child.id, 'busy'));
    const release = backend.stall('replyPermission');
    const request = permission('theirs', run.session);
    run.world.store.dispatch({ kind: 'requestAsked', request, rootId: root });
    await run.ask(permission('ours', 'child'));
    assert.equal(backend.callsOf('replyPermission'), 2);
    release();
    await settled();
    assert.deepEqual(
      run.warnings.map(({ request }) => String(request.id)),
      ['ours'],
    );
    assert.deepEqual(run.world.broker.pending, []);
    await run.end();
  });

  it('rejects the next ask although nobody could be told of the first', async () => {
    await run.begin({
      onWarning: () => {
        throw new Error('The pipe is closed.');
      },
    });
    await run.ask(permission('one', run.session));
    await run.ask(permission('two', run.session));
    assert.deepEqual(run.replies(), ['one reject', 'two reject']);
    assert.equal((await run.end()).warnings.length, 2);
  });
});
