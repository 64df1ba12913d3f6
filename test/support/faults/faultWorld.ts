import assert from 'node:assert/strict';
import type { RootId, SessionId } from '../../../src/model/ids.ts';
import { rootId } from '../../../src/model/ids.ts';
import type { HttpLimits } from '../../../src/opencode/http/httpClient.ts';
import { SkippingClock } from '../skippingClock.ts';
import type { OpencodeBackend } from '../../../src/opencode/opencodeBackend.ts';
import { Client, ClientLog } from './client.ts';
import { LateFinds } from './lateFinds.ts';
import { FaultProxy } from './faultProxy.ts';
import type { PlainServer } from './plainServer.ts';
import { ProxiedPool } from './proxiedPool.ts';
import { assertAgreement } from './agreement.ts';

export interface WorldOptions {
  readonly limits?: Partial<HttpLimits>;
  readonly opensAll?: boolean;
  /** Makes the client's way to the server do something else than it should. */
  readonly spoil?: (backend: OpencodeBackend) => void;
}

/** One client of a real server, with everything that it sees in our hands. */
export class FaultWorld {
  readonly clock = new SkippingClock();
  readonly log = new ClientLog();
  readonly lateFinds = new LateFinds();
  readonly client: Client;
  readonly proxy: FaultProxy;
  readonly server: PlainServer;
  readonly #pool: ProxiedPool;
  #drafts = 0;

  private constructor(server: PlainServer, proxy: FaultProxy, options: WorldOptions) {
    const { clock, log } = this;
    const { root } = server;
    const http = server.client(proxy.origin, options.limits);
    this.server = server;
    this.proxy = proxy;
    const { opensAll = true, spoil } = options;
    const onBackend = (backend: OpencodeBackend) => {
      spoil?.(backend);
      this.lateFinds.watch(backend);
    };
    this.#pool = new ProxiedPool([{ root, version: '1.18.33', http, onBackend }], clock, log);
    this.client = new Client({ pool: this.#pool, clock, roots: [root], opensAll, log });
    this.client.store.onDidDispatch(this.lateFinds.note);
  }

  static async open(server: PlainServer, options: WorldOptions = {}): Promise<FaultWorld> {
    const world = new FaultWorld(server, await FaultProxy.start(server.origin), options);
    await world.client.connect();
    return world;
  }

  get root(): RootId {
    return rootId(this.server.root);
  }

  /** A new session with its first prompt, once the server has taken it. */
  begin(script: string): Promise<SessionId> {
    this.#drafts += 1;
    return this.client.sessions.prompt({
      rootId: this.root,
      target: { kind: 'draft', draftId: `draft-${this.#drafts}` },
      text: `Bitte – [[script:${script}]]`,
    });
  }

  prompt(sessionId: SessionId, script: string): Promise<SessionId> {
    const text = `Weiter – [[script:${script}]]`;
    const target = { kind: 'session', sessionId } as const;
    return this.client.sessions.prompt({ rootId: this.root, target, text });
  }

  /** The stream breaks and comes back, with a new snapshot. */
  async lose(): Promise<void> {
    const before = this.client.liveAt.length;
    this.proxy.cut();
    await this.client.until(() => this.client.liveAt.length > before, 'a new snapshot', 60_000);
  }

  /** What we have is what the server has, to the last character. */
  agree(): Promise<void> {
    return assertAgreement(this.client, this.root, this.server.direct);
  }

  async close(): Promise<void> {
    this.client.dispose();
    this.#pool.dispose();
    await this.proxy.close();
    assert.deepEqual(this.client.errors, [], 'what went wrong unseen');
    assert.equal(this.clock.waiting, 0, 'timers that are left');
    assert.equal(this.#pool.listenerCount, 0, 'listeners that are left');
  }
}
