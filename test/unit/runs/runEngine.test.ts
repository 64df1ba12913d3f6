import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { nullLogger } from '../../../src/base/log.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import type { SessionId } from '../../../src/model/ids.ts';
import { RunEngine } from '../../../src/runs/runEngine.ts';
import { assistantMessage, permission, root, textPart, toolPart } from '../../support/fixtures.ts';
import type { SentPrompt } from '../../support/memoryBackend.ts';
import { SessionWorld, settled, statusChanged } from '../../support/sessionWorld.ts';

function answered(session: SessionId, text: string, change: object = { completedAt: 2 }) {
  const info = { ...assistantMessage('answer', session, { createdAt: 2 }), ...change };
  const part = textPart('text', info, { text, endedAt: 2 });
  const events: readonly StreamEvent[] = [
    { kind: 'messageChanged', info },
    { kind: 'partChanged', part },
  ];
  return events;
}

describe('RunEngine', () => {
  let world: SessionWorld;
  let told: string[];
  let controller: AbortController;

  beforeEach(() => {
    world = new SessionWorld();
    told = [];
    controller = new AbortController();
  });

  afterEach(() => world.dispose());

  function onPrompt(script: (prompt: SentPrompt) => void): void {
    world.onStart = (backend) => (backend.onPrompt = script);
  }

  function run() {
    const { store, sessions, broker, clock } = world;
    const engine = new RunEngine({ store, sessions, broker, clock, log: nullLogger });
    const request = { rootId: root, prompt: 'Do it', agent: 'build' };
    return engine.run(request, {
      signal: controller.signal,
      asks: 'wait',
      onProgress: (text) => told.push(text),
    });
  }

  it('completes with the last text when the session goes idle', async () => {
    onPrompt(({ session }) => {
      world.backend.emit(statusChanged(session, 'busy'));
      setImmediate(() => {
        world.backend.emit(...answered(session, 'Done.'), statusChanged(session, 'idle'));
      });
    });
    const result = await run();
    assert.deepEqual(result, {
      outcome: 'completed',
      finalText: 'Done.',
      sessionId: world.backend.prompts[0]?.session,
      warnings: [],
    });
    assert.equal(world.backend.prompts[0]?.agent, 'build');
    assert.equal(told[0], 'Starting OpenCode…');
  });

  it('completes although busy and idle were told in one breath', async () => {
    onPrompt(({ session }) => {
      world.backend.emit(
        statusChanged(session, 'busy'),
        ...answered(session, 'Quick.'),
        statusChanged(session, 'idle'),
      );
    });
    const { outcome, finalText } = await run();
    assert.deepEqual([outcome, finalText], ['completed', 'Quick.']);
  });

  it('tells what happens', async () => {
    onPrompt(({ session }) => {
      const message = assistantMessage('m', session, { createdAt: 1 });
      const state = { kind: 'running', input: {}, metadata: {}, startedAt: 1 } as const;
      const ask = permission('r', session);
      const steps: readonly (readonly StreamEvent[])[] = [
        [statusChanged(session, 'busy'), { kind: 'messageChanged', info: message }],
        [{ kind: 'partChanged', part: toolPart('tool', message, state) }],
        [{ kind: 'requestAsked', request: ask }],
        [{ kind: 'requestClosed', sessionId: session, requestId: ask.id }],
        [{ kind: 'partChanged', part: textPart('t', message) }],
        [...answered(session, 'Done.'), statusChanged(session, 'idle')],
      ];
      void steps.reduce(
        (before, step) => before.then(settled).then(() => world.backend.emit(...step)),
        Promise.resolve(),
      );
    });
    await run();
    assert.deepEqual(
      told.filter((text) => !text.endsWith('session…')),
      [
        'Starting OpenCode…',
        'Thinking…',
        'Running bash',
        'Waiting for you',
        'Running bash',
        'Writing the answer…',
      ],
    );
  });

  it('fails with what the model’s provider said', async () => {
    onPrompt(({ session }) => {
      const error = { name: 'APIError', message: 'Bad key', statusCode: 401 };
      world.backend.emit(
        statusChanged(session, 'busy'),
        { kind: 'turnFailed', sessionId: session, error },
        statusChanged(session, 'idle'),
      );
    });
    const { outcome, error } = await run();
    assert.equal(outcome, 'failed');
    assert.equal(error?.code, 'provider-auth');
    assert.equal(error?.message, 'Bad key');
  });

  it('fails when the model is unknown', async () => {
    onPrompt(({ session }) => {
      const error = { name: 'UnknownError', message: 'Model not found: a/b.' };
      world.backend.emit(statusChanged(session, 'busy'), {
        kind: 'turnFailed',
        sessionId: session,
        error,
      });
      world.backend.emit(statusChanged(session, 'idle'));
    });
    assert.equal((await run()).error?.code, 'model-not-found');
  });

  it('fails when the server cannot start, and leaves no prompt behind', async () => {
    world.pool.failure = new AppError('binary-not-found', 'No opencode.');
    const { outcome, error, sessionId } = await run();
    assert.deepEqual([outcome, error, sessionId], ['failed', world.pool.failure, undefined]);
    assert.deepEqual(world.state.outbox, []);
  });

  it('fails when the server ends in the middle', async () => {
    onPrompt(({ session }) => {
      world.backend.emit(statusChanged(session, 'busy'));
      setImmediate(() => world.pool.crash(root));
    });
    const { outcome, error } = await run();
    assert.deepEqual([outcome, error?.code], ['failed', 'server-exited']);
  });

  it('stops the turn upstream when it is cancelled', async () => {
    onPrompt(({ session }) => {
      world.backend.emit(statusChanged(session, 'busy'));
      setImmediate(() => controller.abort());
    });
    const { outcome, sessionId } = await run();
    assert.equal(outcome, 'cancelled');
    assert.deepEqual(world.backend.aborted, [sessionId]);
  });

  it('stops a turn that begins only after it was cancelled', async () => {
    onPrompt(() => setImmediate(() => controller.abort()));
    let isOver = false;
    const result = run().finally(() => (isOver = true));
    await world.clock.elapse(3_000);
    const session = world.backend.prompts[0]?.session;
    assert.ok(session);
    assert.deepEqual([isOver, world.backend.aborted], [false, [session]]);
    world.backend.emit(statusChanged(session, 'busy'));
    assert.equal((await result).outcome, 'cancelled');
    await settled();
    assert.deepEqual(world.backend.aborted, [session, session]);
    assert.equal(world.state.statuses.size, 0);
  });

  it('fails when it is cancelled but its turn cannot be stopped', async () => {
    onPrompt(({ session }) => {
      world.backend.emit(statusChanged(session, 'busy'));
      world.backend.failNext('abort');
      setImmediate(() => controller.abort());
    });
    const { outcome, error } = await run();
    assert.deepEqual([outcome, error?.code], ['failed', 'http-status']);
  });

  it('starts nothing more when it is cancelled before its session began', async () => {
    controller.abort();
    const { outcome, sessionId } = await run();
    assert.deepEqual([outcome, sessionId], ['cancelled', undefined]);
    assert.deepEqual(world.state.outbox, []);
    await settled();
    assert.equal(world.backends.at(-1)?.prompts.length ?? 0, 0);
  });

  it('is cancelled, not failed, when somebody else stops it', async () => {
    onPrompt(({ session }) => {
      world.backend.emit(statusChanged(session, 'busy'));
      setImmediate(() => {
        const error = { name: 'MessageAbortedError', message: 'Aborted' };
        world.backend.emit(
          { kind: 'turnFailed', sessionId: session, error },
          statusChanged(session, 'idle'),
        );
      });
    });
    const { outcome, error } = await run();
    assert.deepEqual([outcome, error], ['cancelled', undefined]);
  });

  it('leaves no viewer behind', async () => {
    onPrompt(({ session }) => {
      world.backend.emit(statusChanged(session, 'busy'));
      world.backend.emit(...answered(session, 'Done.'), statusChanged(session, 'idle'));
    });
    await run();
    await settled();
    assert.equal(world.state.transcripts.size, 0);
  });
});
