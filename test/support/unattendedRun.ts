import assert from 'node:assert/strict';
import { nullLogger } from '../../src/base/log.ts';
import { sessionId, type SessionId } from '../../src/model/ids.ts';
import type { PendingRequest } from '../../src/model/request.ts';
import { RunEngine, type RunResult } from '../../src/runs/runEngine.ts';
import type { RunOptions } from '../../src/runs/runOptions.ts';
import type { RunWarning } from '../../src/runs/runWarning.ts';
import { UnattendedAsks } from '../../src/runs/unattendedAsks.ts';
import { assistantMessage, root } from './fixtures.ts';
import type { MemoryBackend } from './memoryBackend.ts';
import { SessionWorld, settled, statusChanged } from './sessionWorld.ts';

/** A run that nobody watches, over a server in memory. */
export class UnattendedRun {
  readonly world = new SessionWorld();
  readonly controller = new AbortController();
  readonly progress: string[] = [];
  readonly warnings: RunWarning[] = [];
  #started: { readonly result: Promise<RunResult>; readonly session: SessionId } | undefined;

  get result(): Promise<RunResult> {
    return this.#begun.result;
  }

  get session(): SessionId {
    return this.#begun.session;
  }

  /** Until its turn has begun. */
  async begin(change: Partial<RunOptions> = {}): Promise<MemoryBackend> {
    const { store, sessions, broker, clock } = this.world;
    const engine = new RunEngine({ store, sessions, broker, clock, log: nullLogger });
    const request = { rootId: root, prompt: 'Do it' };
    const result = engine.run(request, { ...this.#options(), ...change });
    await settled();
    const session = sessionId(this.world.backend.prompts[0]?.session ?? 'none');
    this.#started = { result, session };
    this.world.backend.emit(statusChanged(session, 'busy'));
    await settled();
    return this.world.backend;
  }

  async end(): Promise<RunResult> {
    const info = assistantMessage('answer', this.session, { createdAt: 2, completedAt: 3 });
    const idle = statusChanged(this.session, 'idle');
    this.world.backend.emit({ kind: 'messageChanged', info }, idle);
    return this.result;
  }

  async ask(...requests: readonly PendingRequest[]): Promise<void> {
    const { backend } = this.world;
    backend.emit(...requests.map((request) => ({ kind: 'requestAsked', request }) as const));
    await settled();
  }

  /** Nobody watches from now on. */
  reject(): UnattendedAsks {
    const { store, broker, clock } = this.world;
    const onWarning = (warning: RunWarning) => this.warnings.push(warning);
    const { session } = this;
    const options = { store, broker, clock, rootId: root, sessionId: session, onWarning };
    return new UnattendedAsks(options);
  }

  texts(): readonly string[] {
    return this.warnings.map(({ text }) => text);
  }

  replies(): readonly string[] {
    return this.world.backend.replies.map(({ id, reply }) => `${id} ${reply}`);
  }

  dispose(): void {
    this.world.dispose();
    assert.equal(this.world.clock.waiting, 0, 'no timer is left');
  }

  get #begun() {
    if (!this.#started) throw new Error('The run has not begun.');
    return this.#started;
  }

  #options(): RunOptions {
    return {
      signal: this.controller.signal,
      asks: 'reject',
      onProgress: (text) => this.progress.push(text),
      onWarning: (warning) => this.warnings.push(warning),
    };
  }
}
