import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { nullLogger } from '../../../src/base/log.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import type { SessionId } from '../../../src/model/ids.ts';
import { RunEngine, type RunResult } from '../../../src/runs/runEngine.ts';
import { assistantMessage, root, textPart, userMessage } from '../../support/fixtures.ts';
import type { SentPrompt } from '../../support/memoryBackend.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

describe('a run of which not everything is heard', () => {
  let world: SessionWorld;
  let results: RunResult[];

  beforeEach(() => {
    world = new SessionWorld();
    results = [];
  });

  afterEach(() => {
    world.dispose();
    assert.equal(world.clock.waiting, 0);
  });

  /** Until its prompt was taken, of which the script makes what it likes. */
  async function run(script: (prompt: SentPrompt) => void): Promise<void> {
    const { store, sessions, broker, clock } = world;
    world.onStart = (backend) => (backend.onPrompt = script);
    const engine = new RunEngine({ store, sessions, broker, clock, log: nullLogger });
    const options = { asks: 'wait', onProgress: () => undefined } as const;
    const signal = new AbortController().signal;
    void engine
      .run({ rootId: root, prompt: 'Do it' }, { ...options, signal })
      .then((end) => results.push(end));
    await settled();
    await settled();
  }

  function stored({ id, session }: SentPrompt): StreamEvent {
    return { kind: 'messageChanged', info: userMessage(id, session) };
  }

  function answered(session: SessionId): readonly StreamEvent[] {
    const info = assistantMessage('answer', session, { createdAt: 2, completedAt: 3 });
    const part = textPart('text', info, { text: 'Done.', endedAt: 3 });
    return [
      { kind: 'messageChanged', info },
      { kind: 'partChanged', part },
    ];
  }

  /** The stream was dead all the while, and is found out only now. */
  async function reconnect(): Promise<void> {
    world.backend.lose();
    world.backend.connect();
    await settled();
    await settled();
  }

  const session = () => {
    const sent = world.backend.prompts[0];
    assert.ok(sent);
    return sent.session;
  };

  it('fails when its turn has failed without an answer and without anybody hearing of it', async () => {
    await run((prompt) => world.backend.change(stored(prompt)));
    await reconnect();
    await world.clock.elapse(29_000);
    assert.equal(results.length, 0);
    await world.clock.elapse(2_000);
    assert.deepEqual([results[0]?.outcome, results[0]?.error?.code], ['failed', 'unanswered']);
    assert.match(results[0]?.error?.message ?? '', /no answer came\. Open the session/);
    await world.clock.elapse(15_000);
  });

  it('fails, and is not cancelled, when its turn was seen to begin', async () => {
    await run((prompt) =>
      world.backend.emit(stored(prompt), statusChanged(prompt.session, 'busy')),
    );
    world.backend.lose();
    world.backend.change(statusChanged(session(), 'idle'));
    world.backend.connect();
    await world.clock.elapse(31_000);
    assert.deepEqual([results[0]?.outcome, results[0]?.error?.code], ['failed', 'unanswered']);
  });

  it('fails when the server has not kept its prompt', async () => {
    await run(() => undefined);
    await reconnect();
    await world.clock.elapse(5_000);
    assert.deepEqual([results[0]?.outcome, results[0]?.error?.code], ['failed', 'prompt-lost']);
  });

  it('fails when its answer cannot be read', async () => {
    await run((prompt) => {
      const gone = new AppError('bad-payload', 'That is no list.');
      for (let count = 0; count < 100; count++) world.backend.failNext('transcript', gone);
      world.backend.emit(stored(prompt), statusChanged(prompt.session, 'busy'));
    });
    await world.clock.elapse(5_000);
    world.backend.emit(...answered(session()), statusChanged(session(), 'idle'));
    await world.clock.elapse(31_000);
    assert.deepEqual([results[0]?.outcome, results[0]?.error?.code], ['failed', 'unanswered']);
    assert.match(results[0]?.error?.message ?? '', /could not be read/);
  });

  it('waits for a turn that takes its time to begin', async () => {
    await run((prompt) => world.backend.emit(stored(prompt)));
    await world.clock.elapse(25_000);
    world.backend.emit(statusChanged(session(), 'busy'));
    await world.clock.elapse(60_000);
    assert.equal(results.length, 0);
    world.backend.emit(...answered(session()), statusChanged(session(), 'idle'));
    await settled();
    assert.deepEqual([results[0]?.outcome, results[0]?.finalText], ['completed', 'Done.']);
  });

  it('looks before it gives up whether its turn goes on unheard', async () => {
    await run((prompt) => {
      world.backend.emit(stored(prompt));
      world.backend.change(statusChanged(prompt.session, 'busy'));
    });
    await world.clock.elapse(60_000);
    assert.equal(results.length, 0);
    world.backend.emit(...answered(session()), statusChanged(session(), 'idle'));
    await settled();
    assert.equal(results[0]?.outcome, 'completed');
  });

  it('does not give up while the stream is lost', async () => {
    await run((prompt) => world.backend.emit(stored(prompt)));
    world.backend.lose();
    await world.clock.elapse(120_000);
    assert.equal(results.length, 0);
    world.backend.change(...answered(session()));
    world.backend.connect();
    await settled();
    await settled();
    assert.equal(results[0]?.outcome, 'completed');
  });

  it('stops what begins after it was given up', async () => {
    await run((prompt) => world.backend.emit(stored(prompt)));
    await world.clock.elapse(31_000);
    assert.equal(results[0]?.outcome, 'failed');
    assert.deepEqual(world.backend.aborted, [session()]);
    world.backend.emit(statusChanged(session(), 'busy'));
    await settled();
    assert.deepEqual(world.backend.aborted, [session(), session()]);
    assert.equal(world.state.statuses.size, 0);
  });
});
