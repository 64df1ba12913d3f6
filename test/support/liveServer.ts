import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nullLogger } from '../../src/base/log.ts';
import { systemClock } from '../../src/base/time.ts';
import type { SessionBackend } from '../../src/model/backend.ts';
import type { StreamEvent } from '../../src/model/event.ts';
import { rootId, type RootId } from '../../src/model/ids.ts';
import type { ServerSettings } from '../../src/opencode/server/launch.ts';
import type { Environment } from '../../src/opencode/server/serverEnvironment.ts';
import { LocalServerPool } from '../../src/opencode/server/serverPool.ts';
import {
  isolatedOpencodeEnv,
  scriptedModelConfig,
  writeOpencodeConfig,
} from './model/opencodeConfig.ts';
import { startScriptedModel, type ScriptedModel } from './model/scriptedModel.ts';
import { opencodeBinary } from './opencodeBinary.ts';
import { Waiter } from './waiter.ts';

export interface LiveOptions {
  /** Merged over the scripted model's configuration, as the person's own. */
  readonly config?: object;
  readonly projectConfig?: object;
  readonly settings?: Partial<ServerSettings>;
  /** What settings add to the environment of a root's server. */
  readonly extraEnv?: (root: RootId) => Environment;
  /** Changes to the isolated environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A real OpenCode in a world of its own: scripted model, pool, a project, and all it writes. */
export class LiveServer {
  readonly directory: string;
  readonly root: RootId;
  readonly model: ScriptedModel;
  readonly pool: LocalServerPool;
  readonly output: string[] = [];

  private constructor(directory: string, model: ScriptedModel, options: LiveOptions) {
    this.directory = directory;
    this.model = model;
    this.root = this.addRoot('project', options.projectConfig);
    model.setCwd(this.root);
    writeOpencodeConfig(directory, { ...scriptedModelConfig(model.url), ...options.config });
    const settings = { binaryPath: opencodeBinary(), permissionMode: 'ask' as const };
    this.pool = new LocalServerPool({
      settings: (root) => ({
        extraEnv: options.extraEnv?.(root) ?? {},
        ...settings,
        ...options.settings,
      }),
      canStart: () => undefined,
      baseEnv: { ...isolatedOpencodeEnv(directory), ...options.env },
      storageDirectory: join(directory, 'storage'),
      clock: systemClock,
      log: nullLogger,
      onOutput: (_root, line) => this.output.push(line),
    });
  }

  static async start(options: LiveOptions = {}): Promise<LiveServer> {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'opencode-live-')));
    return new LiveServer(directory, await startScriptedModel({ cwd: directory }), options);
  }

  addRoot(name: string, config?: object): RootId {
    const directory = join(this.directory, name);
    mkdirSync(join(directory, 'src'), { recursive: true });
    execFileSync('git', ['init', '-q', directory]);
    writeFileSync(join(directory, 'README.md'), '# A project\n');
    writeFileSync(join(directory, 'src/greet.ts'), 'export function greet(name: string) {}\n');
    if (config) writeFileSync(join(directory, 'opencode.json'), JSON.stringify(config));
    return rootId(directory);
  }

  async backend(root: RootId = this.root): Promise<SessionBackend> {
    return this.pool.backend(root);
  }

  async end(): Promise<void> {
    await this.pool.stopAll();
    this.pool.dispose();
    await this.model.close();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** What a watch was told, in order; each `take` looks from the first event on. */
export class EventLog {
  readonly events: StreamEvent[] = [];
  connections = 0;
  losses = 0;
  readonly #changed = new Waiter();
  readonly #watch;

  constructor(backend: SessionBackend) {
    this.#watch = backend.watch({
      onConnected: () => this.#tell(() => this.connections++),
      onLost: () => this.#tell(() => this.losses++),
      onEvent: (event) => this.#tell(() => this.events.push(event)),
    });
  }

  connected(times = 1): Promise<void> {
    return this.until(() => this.connections >= times, `connection ${times}`);
  }

  async take<K extends StreamEvent['kind']>(
    kind: K,
    test: (event: Extract<StreamEvent, { kind: K }>) => boolean = () => true,
  ): Promise<Extract<StreamEvent, { kind: K }>> {
    const isWanted = (event: StreamEvent): event is Extract<StreamEvent, { kind: K }> =>
      isKind(event, kind) && test(event);
    await this.until(() => this.events.some(isWanted), `event ${kind}`);
    const found = this.events.find(isWanted);
    if (!found) throw new Error('The event has gone.');
    return found;
  }

  until(test: () => boolean, what: string): Promise<void> {
    return this.#changed.until(test, () => `${what}; seen: ${this.#summary()}`);
  }

  dispose(): void {
    this.#watch.dispose();
  }

  #summary(): string {
    const kinds = this.events.map((event) => event.kind);
    return kinds.filter((kind, index) => kind !== kinds[index - 1]).join(' ');
  }

  #tell(change: () => void): void {
    change();
    this.#changed.notify();
  }
}

function isKind<K extends StreamEvent['kind']>(
  event: StreamEvent,
  kind: K,
): event is Extract<StreamEvent, { kind: K }> {
  return event.kind === kind;
}
