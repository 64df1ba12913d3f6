import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { warnOnFailure, type Logger } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import { nameOf, refOf, type ProcessRef } from '../process/processIdentity.ts';
import { isRunning, mayRun } from '../process/processTable.ts';
import { claimName, claimNameOf, type ClaimName } from './claimName.ts';
import { originOf, thisMachine } from './machine.ts';
import { namesIn } from './runNames.ts';

export interface ClaimOptions {
  /** The folder of servers; made when it is not there. */
  readonly folder: string;
  readonly rootKey: string;
  readonly window: ProcessRef;
  readonly clock: Clock;
  readonly log: Logger;
  /** Somebody else has it. */
  readonly onWaiting: () => void;
}

const pollMs = 250;

/** The owners of this window's claims: any other in its name is of one that could not be given back. */
const held = new Set<string>();

/**
 * The sole right to start or join a server of one root, among all windows of this machine. It is a folder with a file
 * that is named after its owner. Both come to be in one step, by renaming a folder that is ready, which
 * fails while there is one with something in it. Who is dead loses it: their file is removed by its own
 * name, so that a new owner's cannot be meant.
 */
export class RootClaim {
  readonly #path: string;
  readonly #draft: string;
  readonly #owner: string;
  readonly #log: Logger;

  private constructor({ folder, rootKey, window, log }: ClaimOptions) {
    this.#log = log;
    const machine = thisMachine();
    const owner = `${nameOf(window)}-${randomBytes(4).toString('hex')}`;
    this.#path = join(folder, claimName({ isDraft: false, machine, of: rootKey }));
    this.#draft = join(folder, claimName({ isDraft: true, machine, of: owner }));
    this.#owner = owner;
  }

  /** @throws when it cannot be written, or why the signal aborts */
  static async take(options: ClaimOptions, signal: AbortSignal): Promise<RootClaim> {
    const claim = new RootClaim(options);
    held.add(claim.#owner);
    try {
      await claim.#take(options, signal);
      return claim;
    } catch (error) {
      held.delete(claim.#owner);
      throw error;
    } finally {
      warnOnFailure(options.log, () => rmSync(claim.#draft, { recursive: true, force: true }));
    }
  }

  /** What was started under it runs, whatever becomes of the claim. */
  release(): void {
    held.delete(this.#owner);
    warnOnFailure(this.#log, () => vacate(this.#path, [this.#owner]));
  }

  async #take({ clock, onWaiting }: ClaimOptions, signal: AbortSignal): Promise<void> {
    mkdirSync(this.#draft, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.#draft, this.#owner), '', { mode: 0o600 });
    let isAlive: Liveness = isRunning;
    while (!(await this.#isMine(isAlive))) {
      onWaiting();
      await clock.wait(pollMs, signal);
      signal.throwIfAborted();
      // Once known to be the same, it is so as long as its number is in use.
      isAlive = mayRun;
    }
  }

  async #isMine(isAlive: Liveness): Promise<boolean> {
    if (this.#tryRename()) return true;
    return (await dropDead(this.#path, isAlive)) && this.#tryRename();
  }

  /** Systems have several words for "there is one already". */
  #tryRename(): boolean {
    try {
      renameSync(this.#draft, this.#path);
      return true;
    } catch (error) {
      if (!existsSync(this.#draft)) throw error;
      return false;
    }
  }
}

type Liveness = (window: ProcessRef) => Promise<boolean> | boolean;

/** Removes what dead windows of this machine left of their claims. */
export async function dropDeadClaims(folder: string, log: Logger): Promise<void> {
  for (const name of namesIn(folder)) {
    const claim = claimNameOf(name);
    const dropping = claim && dropIfDead(join(folder, name), claim);
    await dropping?.catch((error: unknown) => log.warn(String(error)));
  }
}

/** Of other machines it cannot be told who is dead; their claims stand in nobody's way here. */
async function dropIfDead(path: string, { isDraft, machine, of }: ClaimName): Promise<void> {
  const origin = originOf(machine);
  if (origin === 'elsewhere') return;
  const isAlive: Liveness = origin === 'here' ? isRunning : () => false;
  if (!isDraft) await dropDead(path, isAlive);
  else if (!(await isHeld(of, isAlive))) vacate(path, namesIn(path));
}

/** Whether it is free now. */
async function dropDead(path: string, isAlive: Liveness): Promise<boolean> {
  const owners = namesIn(path);
  for (const owner of owners) if (await isHeld(owner, isAlive)) return false;
  vacate(path, owners);
  return true;
}

async function isHeld(owner: string, isAlive: Liveness): Promise<boolean> {
  const window = refOf(owner.replace(/-[\da-f]{8}$/, ''));
  if (window?.pid === process.pid) return held.has(owner);
  return window !== undefined && (await isAlive(window));
}

/** The folder stays when somebody has taken it meanwhile. */
function vacate(path: string, owners: readonly string[]): void {
  for (const owner of owners) rmSync(join(path, owner), { force: true });
  try {
    rmdirSync(path);
  } catch {
    // It is taken again, or gone.
  }
}
