import type { SessionId } from '../../src/model/ids.ts';
import { lastDifferences, turnsEnd } from '../../test/support/faults/agreement.ts';
import { answering } from '../../test/support/faults/answering.ts';
import { described, type Difference } from '../../test/support/faults/differences.ts';
import { FaultWorld, type WorldOptions } from '../../test/support/faults/faultWorld.ts';
import { LiveTexts } from '../../test/support/faults/liveTexts.ts';
import type { PlainServer } from '../../test/support/faults/plainServer.ts';
import { randomCut, randomNumbers } from './randomCuts.ts';

/** What one client met, and what it had otherwise than its server. */
export interface LaneCounts {
  readonly cuts: number;
  readonly events: number;
  readonly texts: number;
  readonly requests: number;
  readonly errors: number;
  /** Milliseconds from each cut until the stream was live and its snapshot in. */
  readonly recoveries: readonly number[];
}

export interface LaneOptions {
  readonly seed: number;
  readonly world?: WorldOptions;
  readonly turnLimitMs?: number;
}

const scripts = ['faults-round', 'faults-round', 'task', 'todo'] as const;

/** One client and one server, turn after turn, while the stream between them is cut. */
export class FaultLane {
  readonly #server: PlainServer;
  readonly #options: LaneOptions;
  readonly #random: () => number;
  readonly #differences: Difference[] = [];
  readonly #cutAt: number[] = [];
  #wanted = 0;
  #wrongTexts = 0;
  /** Turns that did not end, and prompts that the server has more than once. */
  #wrongTurns = 0;

  constructor(server: PlainServer, options: LaneOptions) {
    this.#server = server;
    this.#options = options;
    this.#random = randomNumbers(options.seed);
  }

  async run(cuts: number): Promise<LaneCounts> {
    this.#wanted = cuts;
    const world = await FaultWorld.open(this.#server, this.#options.world);
    const answers = answering(world.client);
    const texts = new LiveTexts(world.client);
    while (this.#cutAt.length < cuts) {
      await this.#turn(world, texts);
      console.log(`faults: ${this.#cutAt.length} of ${cuts} cuts, ${this.#lost} lost`);
    }
    texts.dispose();
    answers.dispose();
    const counts = this.#counts(world);
    for (const line of world.client.errors.splice(0)) console.log(line);
    await world.close();
    return counts;
  }

  get #lost(): number {
    return this.#differences.length + this.#wrongTexts + this.#wrongTurns;
  }

  async #turn(world: FaultWorld, texts: LiveTexts): Promise<void> {
    world.proxy.nextPlan = () => randomCut(this.#random, () => this.#note());
    world.proxy.cut();
    this.#note();
    const script = scripts[Math.floor(this.#random() * scripts.length)] ?? 'faults-round';
    const session = await world.begin(script);
    await this.#untilEnd(world, session);
    // No cut and no new snapshot between the end of the turn and the comparison.
    world.proxy.calm();
    await this.#compare(world);
    this.#wrongTexts += texts.takeWrong().length;
    await world.client.sessions.remove(world.root, session);
  }

  /** A turn whose ask was never seen would wait for ever. */
  async #untilEnd(world: FaultWorld, session: SessionId): Promise<void> {
    const { turnLimitMs = 90_000 } = this.#options;
    const ended = turnsEnd(this.#server.direct, world.root, [session], turnLimitMs);
    await ended.catch(async (error: unknown) => {
      console.log(String(error));
      this.#wrongTurns += 1;
      await this.#compare(world);
      await world.client.sessions.stopSession(world.root, session);
    });
  }

  async #compare({ client, root, server }: FaultWorld): Promise<void> {
    const left = await lastDifferences(client, root, server.direct);
    if (left.length > 0) console.log(described(left));
    this.#differences.push(...left);
    for (const { messages } of client.state(root).transcripts.values()) {
      const prompts = [...messages].filter(({ role }) => role === 'user').length;
      this.#wrongTurns += Math.max(0, prompts - 1);
    }
  }

  #note(): void {
    if (this.#cutAt.length < this.#wanted) this.#cutAt.push(performance.now());
  }

  /** Until the snapshot of a stream that was opened after the cut; undefined where there was none. */
  #recoveries({ client, proxy }: FaultWorld): readonly (number | undefined)[] {
    return this.#cutAt.map((cut) => {
      const next = proxy.links.find(({ openedAt }) => openedAt > cut);
      const live = next && client.liveAt.find((time) => time > next.openedAt);
      return live === undefined ? undefined : live - cut;
    });
  }

  #counts(world: FaultWorld): LaneCounts {
    const count = (...kinds: readonly Difference['what'][]) =>
      this.#differences.filter(({ what }) => kinds.includes(what)).length;
    const recoveries = this.#recoveries(world);
    const known = recoveries.filter((ms) => ms !== undefined);
    const unhealed = recoveries.length - known.length;
    // What is found out afterwards only was lost all the same.
    const late = world.lateFinds.count;
    const entities = count('session', 'status', 'message', 'part', 'todos', 'order', 'outbox');
    return {
      cuts: this.#cutAt.length,
      events: entities + this.#wrongTurns + unhealed + late,
      texts: count('text') + this.#wrongTexts,
      requests: count('request'),
      errors: world.log.errors.length,
      recoveries: known,
    };
  }
}
