import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { storedWithinMs } from '../../../src/model/prompt.ts';
import { root } from '../../support/fixtures.ts';
import { PromptDesk } from '../../support/promptDesk.ts';
import { settled } from '../../support/sessionWorld.ts';

const never = new Promise<never>(() => undefined);
const inOpencode = { opencode: ['do it'], composer: '', open: 0 };
const inComposer = { opencode: [], composer: 'do it', open: 0 };

/** It is in OpenCode or in the composer, and in one of them only, wherever its way breaks off. */
describe('a prompt on its way from the composer to OpenCode', () => {
  let desk: PromptDesk;

  beforeEach(async () => {
    desk = new PromptDesk();
    await desk.open();
  });

  afterEach(() => desk.closeWindow());

  /** Until whatever OpenCode has taken must be stored. */
  const due = () => desk.world.clock.elapse(storedWithinMs);
  const stopServer = async (gate: Promise<unknown>) => {
    await desk.world.pool.stop(root);
    desk.world.pool.gate = gate;
  };

  it('arrives, and is there once after each reload', async () => {
    await desk.send('do it');
    assert.deepEqual(desk.places, inOpencode);
    await desk.reload();
    assert.deepEqual(desk.places, inOpencode);
  });

  it('is back when its page was gone before it was posted', async () => {
    desk.isCut = true;
    await desk.send('do it');
    desk.openPage();
    assert.deepEqual(desk.places, inComposer);
  });

  it('is back in its place among others with the same text', async () => {
    await desk.send('continue');
    desk.isCut = true;
    await desk.send('continue');
    desk.openPage();
    assert.deepEqual(desk.places, { opencode: ['continue'], composer: 'continue', open: 0 });
  });

  it('arrives though its page is gone, and nobody is there to be told', async () => {
    let start = () => undefined as void;
    await stopServer(new Promise<void>((resolve) => (start = resolve)));
    await desk.send('do it');
    desk.openPage();
    assert.deepEqual([desk.page?.draft.text.value, desk.page?.saved.sentKeys().length], ['', 1]);
    desk.closePage();
    start();
    await settled();
    desk.openPage();
    assert.deepEqual(desk.places, inOpencode);
  });

  it('is back when the window is gone while it waits for its server', async () => {
    await stopServer(never);
    await desk.send('do it');
    await desk.reload();
    assert.deepEqual(desk.places, inComposer);
  });

  it('is back when the window is gone after its session was made', async () => {
    const { backend } = desk.world;
    backend.prompt = () => never;
    await desk.send('do it');
    assert.equal(backend.callsOf('createSession'), 1);
    await desk.reload();
    await due();
    assert.deepEqual(desk.places, inComposer);
  });

  describe('in a session that has begun', () => {
    beforeEach(() => desk.send('before'));

    const arrived = { opencode: ['before', 'do it'], composer: '', open: 0 };
    const back = { opencode: ['before'], composer: 'do it', open: 0 };
    const undecided = { opencode: ['before'], composer: '', open: 1 };

    it('is back when the window is gone as it leaves', async () => {
      desk.world.backend.pace = { ...desk.world.backend.pace, read: () => never };
      await desk.send('do it');
      await desk.reload();
      await due();
      assert.deepEqual(desk.places, back);
    });

    it('is there when the window is gone before it heard of its arrival', async () => {
      desk.world.backend.stall('prompt');
      desk.world.backend.lag();
      await desk.send('do it');
      await desk.reload();
      assert.deepEqual(desk.places, arrived);
    });

    it('is back when OpenCode took it and did not keep it', async () => {
      desk.isStoring = false;
      await desk.send('do it');
      await desk.reload();
      assert.deepEqual(desk.places, undecided);
      await due();
      assert.deepEqual(desk.places, back);
    });

    it('is not back while OpenCode may still store it', async () => {
      desk.isStoring = false;
      await desk.send('do it');
      const [, sent] = desk.world.backend.prompts;
      await desk.reload();
      await desk.world.clock.elapse(storedWithinMs - 1);
      assert.deepEqual(desk.places, undecided);
      desk.store(sent ?? assert.fail('nothing was sent'));
      await due();
      assert.deepEqual(desk.places, arrived);
    });
  });

  describe('that failed', () => {
    beforeEach(async () => {
      await desk.send('before');
      const error = new AppError('server-unreachable', 'No answer.');
      desk.world.backend.failNext('prompt', error);
      await desk.send('do it');
    });

    const failed = () => desk.world.state.outbox[0]?.id ?? assert.fail('nothing failed');
    const gone = { opencode: ['before'], composer: '', open: 0 };

    it('is back when the window is gone', async () => {
      assert.equal(desk.places.open, 1);
      await desk.reload();
      await due();
      assert.deepEqual(desk.places, { ...gone, composer: 'do it' });
    });

    it('is gone when a person takes it back, also for a page that is not there', async () => {
      desk.closePage();
      desk.world.sessions.withdrawPrompt(failed());
      await settled();
      desk.openPage();
      assert.deepEqual(desk.places, gone);
      await desk.reload();
      await due();
      assert.deepEqual(desk.places, gone);
    });

    it('is there once when a person sends it again', async () => {
      await desk.world.sessions.retryPrompt(failed());
      await settled();
      assert.deepEqual(desk.places, { ...gone, opencode: ['before', 'do it'] });
    });
  });

  it('is back in its chat when its folder is closed and opened again', async () => {
    await stopServer(never);
    await desk.send('do it');
    await desk.world.sessions.removeRoot(root);
    await settled();
    assert.equal(desk.page?.draft.text.value, '');
    desk.world.sessions.addRoot(root, 'repo');
    await settled();
    assert.equal(desk.page.draft.text.value, 'do it');
  });

  describe('that is refused before it has left', () => {
    const declined = new AppError('declined', 'The command was not run.');

    it('is back in its composer with the reason', async () => {
      desk.world.read = () => Promise.reject(declined);
      await desk.send('do it');
      assert.deepEqual(desk.places, inComposer);
      assert.equal(desk.page?.draft.refusal.value, 'The command was not run.');
      await desk.reload();
      assert.deepEqual(desk.places, inComposer);
    });

    it('takes those along that were written to follow it, in their order', async () => {
      let decline = () => undefined as void;
      desk.world.read = () => new Promise((_resolve, reject) => (decline = () => reject(declined)));
      await desk.send('do it');
      await desk.send('and then this');
      decline();
      await settled();
      assert.deepEqual(desk.places, { ...inComposer, composer: 'do it\nand then this' });
    });

    it('is back when its page was not there to be told', async () => {
      let decline = () => undefined as void;
      desk.world.read = () => new Promise((_resolve, reject) => (decline = () => reject(declined)));
      await desk.send('do it');
      desk.closePage();
      decline();
      await settled();
      desk.openPage();
      assert.deepEqual(desk.places, inComposer);
    });
  });

  it('that calls something of ours is done and goes nowhere', async () => {
    await desk.send('/model');
    assert.deepEqual(desk.ran, ['model']);
    assert.deepEqual(desk.places, { opencode: [], composer: '', open: 0 });
  });
});
