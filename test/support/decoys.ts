import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ProcessRef } from '../../src/opencode/process/processIdentity.ts';
import { findProcess, mayRun } from '../../src/opencode/process/processTable.ts';
import type { Environment } from '../../src/opencode/server/serverEnvironment.ts';

export interface DecoyOptions {
  /** Added to its environment. */
  readonly env?: Environment;
  /** What it looks like in a list of processes. */
  readonly name?: string;
  /** Another user, when this one may start processes for them. */
  readonly uid?: number;
}

/** Processes that do nothing for long, in groups of their own as the tools of OpenCode are. */
export class Decoys {
  readonly #children: ChildProcess[] = [];

  async start({ env, name = 'sleep', uid }: DecoyOptions = {}): Promise<ProcessRef> {
    const child = spawn('sleep', ['600'], {
      argv0: name,
      detached: true,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    this.#children.push(child);
    await once(child, 'spawn');
    const found = await findProcess(child.pid ?? 0);
    if (!found) throw new Error('The decoy does not run.');
    return { pid: found.pid, startedAt: found.startedAt };
  }

  /** A process that has been and is no more. */
  async dead(): Promise<ProcessRef> {
    const ref = await this.start();
    const child = this.#children.at(-1);
    const ended = child && once(child, 'exit');
    child?.kill('SIGKILL');
    await ended;
    return ref;
  }

  readonly isAlive = (ref: ProcessRef): boolean => mayRun(ref);

  async end(): Promise<void> {
    const running = this.#children.filter((each) => each.exitCode === null && !each.signalCode);
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(running.map((child) => once(child, 'exit')));
  }
}
