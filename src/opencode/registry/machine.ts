import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Within which process numbers mean something. A home folder may be shared by several machines and
 * containers, and what is alive in one of them looks dead in the others.
 */
export interface Machine {
  readonly host: string;
  /** Linux: this boot and this space of process numbers; empty where starts are dates anyway. */
  readonly boot: string;
}

export function thisMachine(): Machine {
  return { host: hostname(), boot: process.platform === 'linux' ? linuxBoot() : '' };
}

function linuxBoot(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // A system that does not tell: all its boots look the same.
    return '';
  }
}
