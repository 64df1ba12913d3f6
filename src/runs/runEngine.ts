import { toAppError } from '../base/errors.ts';
import type { RootId, SessionId } from '../model/ids.ts';
import type { PromptOptions } from '../model/prompt.ts';
import { outboxFor } from '../session/selectors.ts';
import { Run, type RunContext } from './run.ts';
import { cancelled, failed, type RunEnd } from './runEnd.ts';
import type { RunOptions } from './runOptions.ts';
import type { RunWarning } from './runWarning.ts';

export interface RunRequest extends PromptOptions {
  readonly rootId: RootId;
  readonly prompt: string;
}

export interface RunResult extends RunEnd {
  /** Absent when it ended before its session began. */
  readonly sessionId?: SessionId | undefined;
  readonly warnings: readonly RunWarning[];
}

/** Gives a prompt to a session of its own and waits for the end of the turn. */
export class RunEngine {
  readonly #context: RunContext;
  #count = 0;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Never rejects: what goes wrong is the result. Aborting the signal stops the turn upstream. */
  async run(request: RunRequest, options: RunOptions): Promise<RunResult> {
    const { sessions } = this.#context;
    this.#count += 1;
    const draftId = `run-${this.#count}`;
    let sessionId: SessionId | undefined;
    const run = new Run(request.rootId, this.#context, options);
    const binding = sessions.onDidBindDraft((bound) => {
      if (bound.draftId !== draftId) return;
      sessionId = bound.sessionId;
      run.follow(bound.sessionId);
    });
    try {
      await this.#send(request, draftId, options.signal);
      return { ...(await run.untilEnd()), sessionId, warnings: run.warnings };
    } catch (error) {
      const reason = toAppError(error);
      const end = reason.code === 'cancelled' ? cancelled('') : failed(reason, '');
      return { ...end, sessionId, warnings: run.warnings };
    } finally {
      binding.dispose();
      run.dispose();
    }
  }

  /** A run whose session cannot begin leaves no prompt behind: its result says why. */
  async #send(request: RunRequest, draftId: string, signal: AbortSignal): Promise<void> {
    const { rootId, prompt, agent, model } = request;
    const { sessions, store } = this.#context;
    const target = { kind: 'draft', draftId } as const;
    const options = { agent, model };
    try {
      await sessions.prompt({ rootId, target, text: prompt, options, signal });
    } catch (error) {
      const root = store.state.roots.get(rootId);
      for (const { id } of root ? outboxFor(root, target) : []) sessions.withdrawPrompt(id);
      throw error;
    }
  }
}
