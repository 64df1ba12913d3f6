import assert from 'node:assert/strict';
import { AppError, type ErrorCode } from '../../src/base/errors.ts';
import type { ServerState } from '../../src/model/server.ts';
import type { AttachSettings } from '../../src/opencode/server/attach.ts';
import { LiveServer } from './liveServer.ts';
import { isolatedOpencodeEnv } from './model/opencodeConfig.ts';
import { PersonServer, type PersonServerOptions } from './personServer.ts';

/** With all that a password may have. */
const password = 'a:pässwörd ✓';

/** A pool, and beside it a server of the person's own that works with the same scripted model and data. */
export class AttachedWorld {
  readonly live: LiveServer;
  readonly states: ServerState[] = [];
  /** What the setting says; undefined for servers of ours. */
  readonly #wishes: { attach: AttachSettings | undefined };
  #server: PersonServer | undefined;

  private constructor(live: LiveServer, wishes: { attach: AttachSettings | undefined }) {
    this.live = live;
    this.#wishes = wishes;
    live.pool.onDidChange(({ state }) => this.states.push(state));
  }

  static async open(): Promise<AttachedWorld> {
    const wishes: { attach: AttachSettings | undefined } = { attach: undefined };
    const settings = {
      get attach() {
        return wishes.attach;
      },
    };
    return new AttachedWorld(await LiveServer.start({ settings }), wishes);
  }

  get server(): PersonServer {
    assert.ok(this.#server, 'The person starts a server first.');
    return this.#server;
  }

  async start(options: Partial<PersonServerOptions> = {}): Promise<void> {
    const env = isolatedOpencodeEnv(this.live.directory);
    const cwd = this.live.directory;
    this.#server = await PersonServer.start({ env, cwd, password, ...options });
  }

  /** On the same port. */
  async restart(options: Partial<PersonServerOptions> = {}): Promise<void> {
    const { port } = this.server;
    await this.server.stop();
    await this.start({ port, ...options });
  }

  /** Sets the URL and keeps a password for it. */
  use(url = this.server.origin, secret = password): void {
    const credentials = { username: 'opencode', password: secret };
    this.#wishes.attach = { url, credentials: async () => credentials };
  }

  useWithoutPassword(): void {
    this.#wishes.attach = { url: this.server.origin, credentials: async () => undefined };
  }

  useOurs(): void {
    this.#wishes.attach = undefined;
  }

  kinds(): readonly string[] {
    return this.states.map((state) => (state.kind === 'starting' ? state.phase : state.kind));
  }

  /** The attempt to connect ends as refused with this. */
  async fails(code: ErrorCode): Promise<AppError> {
    const { live } = this;
    const error: unknown = await live.backend().then(
      () => assert.fail('It should not have been connected to.'),
      (reason: unknown) => reason,
    );
    assert.ok(AppError.is(error), String(error));
    assert.equal(error.code, code, error.message);
    const state = live.pool.state(live.root);
    assert.ok(state.kind === 'refused' && state.error.attachedTo === this.#wishes.attach?.url);
    assert.ok(!`${error.message}${error.detail ?? ''}`.includes(password));
    return error;
  }

  /** The person's server is there until the end. */
  async end(): Promise<void> {
    await this.live.pool.stopAll();
    const wasRunning = this.#server?.isRunning ?? true;
    await this.#server?.stop();
    await this.live.end();
    assert.ok(wasRunning, 'the person’s server still ran');
  }
}
