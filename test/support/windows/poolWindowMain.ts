import type { Logger } from '../../../src/base/log.ts';
import { systemClock } from '../../../src/base/time.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import { rootId, type RootId } from '../../../src/model/ids.ts';
import { placeOf, type ServerState } from '../../../src/model/server.ts';
import { LocalServerPool } from '../../../src/opencode/server/serverPool.ts';
import { Conversation } from '../conversation.ts';
import { LogLines } from '../logLines.ts';
import {
  windowCommandSchema,
  windowOptionsSchema,
  type WindowAnswer,
  type WindowCommand,
  type WindowOptions,
  type WindowView,
} from './windowMessages.ts';

/** A server pool in a process of its own, as each window of VS Code has one. It does what it is told. */
class PoolWindowMain {
  readonly #pool: LocalServerPool;
  readonly #log = new LogLines();
  readonly #history = new Map<RootId, string[]>();
  readonly #talks = new Map<RootId, Conversation>();

  constructor(options: WindowOptions) {
    const { binary, permissionMode, env, storage, temp } = options;
    const log: Logger = this.#log;
    this.#pool = new LocalServerPool({
      settings: () => ({ binaryPath: binary, permissionMode }),
      canStart: () => undefined,
      baseEnv: env,
      storageDirectory: storage,
      tempDirectory: temp,
      clock: systemClock,
      log,
      onOutput: () => undefined,
    });
    this.#pool.onDidChange(({ rootId, state }) => this.#historyOf(rootId).push(nameOf(state)));
  }

  async run({ name, root: path, argument }: WindowCommand): Promise<string | undefined> {
    const root = rootId(path);
    switch (name) {
      case 'begin':
        void this.#pool.backend(root).catch(() => undefined);
        return undefined;
      case 'open':
        await this.#pool.backend(root);
        return undefined;
      case 'view':
        return JSON.stringify(this.#view(root));
      case 'say':
        return this.#say(root, argument);
      case 'startTool':
        return this.#startTool(root, argument);
      case 'untilIdle':
        return this.#untilIdle(root);
      case 'stop':
        await this.#pool.stop(root);
        return undefined;
      case 'end':
        await this.#pool.end(root, argument === 'restarting' ? 'restarting' : 'stopped');
        return undefined;
      case 'reap':
        await this.#pool.reap();
        return undefined;
      case 'close':
        return this.close();
      default:
        throw new Error('Unknown command.');
    }
  }

  /** As `deactivate` does. */
  async close(): Promise<undefined> {
    for (const talk of this.#talks.values()) talk.close();
    await this.#pool.stopAll();
    this.#pool.dispose();
  }

  #historyOf(root: RootId): string[] {
    const history = this.#history.get(root) ?? [];
    this.#history.set(root, history);
    return history;
  }

  #view(root: RootId): WindowView {
    const state = this.#pool.state(root);
    return {
      kind: state.kind,
      ...(state.kind === 'ready' ? placeOf(state) : {}),
      ...('error' in state ? { code: state.error.code } : {}),
      ...(state.kind === 'crashed' ? { restartsAt: state.restartsAt } : {}),
      history: this.#historyOf(root),
      log: this.#log.lines,
    };
  }

  async #say(root: RootId, script: string): Promise<undefined> {
    await (await this.#talk(root)).prompt(script);
  }

  async #talk(root: RootId): Promise<Conversation> {
    const backend = () => this.#pool.backend(root);
    const talk = this.#talks.get(root) ?? (await Conversation.open({ root, backend }));
    this.#talks.set(root, talk);
    return talk;
  }

  /** Resolves when the tool has been allowed and has written something. */
  async #startTool(root: RootId, script: string): Promise<undefined> {
    const talk = await this.#talk(root);
    // Another window may ask for other sessions of the same root.
    const own = () => talk.requests().filter(({ sessionId }) => sessionId === talk.session.id);
    const asked = own().length;
    await talk.prompt(script);
    await talk.log.until(() => own().length > asked, 'the request');
    const request = own()[asked];
    if (request?.kind !== 'permission') throw new Error('No permission was asked for.');
    const { length } = talk.log.events;
    await talk.backend.replyPermission(request, 'once');
    const hasOutput = (event: StreamEvent) =>
      event.kind === 'partChanged' &&
      event.part.sessionId === talk.session.id &&
      /"output":"[^"]/.test(JSON.stringify(event.part));
    await talk.log.until(() => talk.log.events.slice(length).some(hasOutput), 'the output');
  }

  async #untilIdle(root: RootId): Promise<string | undefined> {
    const talk = this.#talks.get(root);
    await talk?.idle();
    return talk?.text();
  }
}

function nameOf(state: ServerState): string {
  return state.kind === 'starting' ? state.phase : state.kind;
}

function answer(message: WindowAnswer): void {
  process.send?.(message);
}

const options = windowOptionsSchema.parse(JSON.parse(process.argv[2] ?? ''));
const main = new PoolWindowMain(options);
process.on('message', (message) => {
  const command = windowCommandSchema.parse(message);
  main.run(command).then(
    (value) => answer({ id: command.id, value }),
    (error: unknown) => answer({ id: command.id, error: String(error) }),
  );
});
process.on('disconnect', () => void main.close().then(() => process.exit()));
answer({ id: 0 });
