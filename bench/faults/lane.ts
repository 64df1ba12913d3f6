import type { SessionId } from '../../src/model/ids.ts';
import { lastDifferences, turnsEnd } from '../../test/support/faults/agreement.ts';
import { answering } from '../../test/support/faults/answering.ts';
import { described, type Difference } from '../../test/support/faults/differences.ts';
import { FaultWorld } from '../../test/support/faults/faultWorld.ts';
import type { PlainServer } from '../../test/support/faults/plainServer.ts';
import { randomCut, randomNumbers } from './randomCuts.ts';

/** What one client met, and what it had otherwise than its server in the end. */
export interface LaneCounts {
  readonly cuts: number;
  readonly events: number;
  readonly texts: number;
  readonly requests: number;
  readonly errors: number;
  /** Milliseconds from each cut until the stream was live and its snapshot in. */
  readonly recoveries: readonly number[];
}

const scripts = ['faults-round', 'faults-round', 'task', 'todo'] as const;
const turnLimitMs = 90_000;

/** One client and one server, turn after turn, while the stream between them is cut. */
export class FaultLane {
  readonly #server: PlainServer;
  readonly #random: () => number;
  readonly #differences: Difference[] = [];
  readonly #cutAt: number[] = [];
  #wanted = 0;

  constructor(server: PlainServer, seed: number) {
    this.#server = server;
    this.#random = randomNumbers(seed);
  }

  async run(cuts: number): Promise<LaneCounts> {
    this.#wanted = cuts;
    const world = await FaultWorld.open(this.#server);
    const answers = answering(world.client);
    while (this.#cutAt.length < cuts) {
      await this.#turn(world);
      console.log(
        `faults: ${this.#cutAt.length} of ${cuts} cuts, ${this.#differences.length} lost`,
      );
    }
    answers.dispose();
    const { errors } = world.client;
    const counts = this.#counts(errors.length, this.#recoveries(world));
    for (const line of errors.splice(0)) console.log(line);
    await world.close();
    return counts;
  }

  async #turn(world: FaultWorld): Promise<void> {
    world.proxy.nextPlan = () => randomCut(this.#random, () => this.#note());
    world.proxy.cut();
    this.#note();
    const script = scripts[Math.floor(this.#random() * scripts.length)] ?? 'faults-round';
    const session = await world.begin(script);
    await this.#untilEnd(world, session);
    // No cut and no new snapshot between the end of the turn and the comparison.
    world.proxy.nextPlan = () => () => undefined;
    await this.#compare(world);
    await world.client.sessions.remove(world.root, session);
  }

  /** A turn whose ask was never seen would wait for ever. */
  async #untilEnd(world: FaultWorld, session: SessionId): Promise<void> {
    const ended = turnsEnd(this.#server.direct, world.root, [session], turnLimitMs);
    await ended.catch(async (error: unknown) => {
      console.log(String(error));
      await this.#compare(world);
      await world.client.sessions.stopSession(world.root, session);
    });
  }

  async #compare({ client, root, server }: FaultWorld): Promise<void> {
    const left = await lastDifferences(client, root, server.direct);
    if (left.length > 0) console.log(described(left));
    this.#differences.push(...left);
  }

  #note(): void {
    if (this.#cutAt.length < this.#wanted) this.#cutAt.push(performance.now());
  }

  /** Until the snapshot of a stream that was opened after the cut. */
  #recoveries({ client, proxy }: FaultWorld): readonly number[] {
    return this.#cutAt.flatMap((cut) => {
      const next = proxy.links.find(({ openedAt }) => openedAt > cut);
      const live = next && client.liveAt.find((time) => time > next.openedAt);
      return live === undefined ? [] : [live - cut];
    });
  }

  #counts(errors: number, recoveries: readonly number[]): LaneCounts {
    const count = (...kinds: readonly Difference['what'][]) =>
      this.#differences.filter(({ what }) => kinds.includes(what)).length;
    return {
      cuts: this.#cutAt.length,
      events: count('session', 'status', 'message', 'part', 'todos', 'order', 'outbox'),
      texts: count('text'),
      requests: count('request'),
      errors,
      recoveries,
    };
  }
}
