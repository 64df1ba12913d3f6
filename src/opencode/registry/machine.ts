import { createHash } from 'node:crypto';
import { machineId, thisSystem, told, type AskedSystem } from './machineId.ts';

/**
 * Within which process numbers mean something. A home folder may be shared by several machines and
 * containers, and what is alive in one of them looks dead in the others. All parts are digests: what
 * identifies a machine is not for everybody, and as they are they fit into the name of a file.
 */
export interface Machine {
  readonly host: string;
  /** Linux: this boot, from which starts are counted. The same for all where starts are dates. */
  readonly boot: string;
  /** Linux: the space of process numbers, of which every container has its own. */
  readonly space: string;
}

/** `earlier`: before this machine was booted, so that nothing of it can run any more. */
export type Origin = 'here' | 'earlier' | 'elsewhere';

export function originOf(other: Machine, here: Machine = thisMachine()): Origin {
  if (other.host !== here.host) return 'elsewhere';
  if (other.boot !== here.boot) return 'earlier';
  return other.space === here.space ? 'here' : 'elsewhere';
}

let own: Machine | undefined;

/** Asked once: to ask takes a program on some systems, and one window must not have two answers. */
export function thisMachine(): Machine {
  own ??= readMachine(thisSystem);
  return own;
}

export function readMachine(system: AskedSystem): Machine {
  const { boot, space } = system.platform === 'linux' ? linuxParts(system) : noParts;
  const isContainer = system.platform === 'linux' && space !== firstSpace;
  // Containers of one image may have one id. Their names differ.
  const host = isContainer ? `${machineId(system)} ${system.hostname()}` : machineId(system);
  return { host: digest(host), boot: digest(boot), space: digest(space) };
}

const noParts = { boot: '', space: '' };

/** What the kernel calls the one that it begins with, on every machine. */
const firstSpace = 'pid:[4026531836]';

/** A system that does not tell: all its boots, or all its containers of one name, look the same. */
function linuxParts({ read, readLink }: AskedSystem): { boot: string; space: string } {
  const boot = told(() => read('/proc/sys/kernel/random/boot_id')) ?? '';
  const space = told(() => readLink('/proc/self/ns/pid')) ?? '';
  return { boot: boot.trim(), space };
}

function digest(part: string): string {
  return createHash('sha256').update(`opencode-sessions ${part}`).digest('hex').slice(0, 8);
}
