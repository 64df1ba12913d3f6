import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemProgram } from '../process/systemProgram.ts';

/** What a system is asked about itself. All but `hostname` throw when it does not tell. */
export interface AskedSystem {
  readonly platform: NodeJS.Platform;
  readonly hostname: () => string;
  readonly read: (path: string) => string;
  readonly readLink: (path: string) => string;
  readonly run: (program: string, args: readonly string[]) => string;
}

const answerLimitMs = 3_000;

export const thisSystem: AskedSystem = {
  platform: process.platform,
  hostname,
  read: (path) => readFileSync(path, 'utf8'),
  readLink: (path) => readlinkSync(path),
  run: (program, args) =>
    execFileSync(program, args, {
      encoding: 'utf8',
      timeout: answerLimitMs,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
};

/** What stays the same as long as the system is installed; its name, which a network may change, at worst. */
export function machineId(system: AskedSystem): string {
  return idOf(system) ?? system.hostname();
}

/** Undefined when the system does not tell. */
export function told(ask: () => string): string | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function idOf({ platform, read, run }: AskedSystem): string | undefined {
  if (platform === 'linux') return linuxId(read);
  if (platform === 'darwin') return matched(macId, () => run(...macQuery));
  if (platform === 'win32')
    return matched(windowsId, () => run(systemProgram('reg.exe'), regQuery));
  return undefined;
}

const macQuery = ['/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']] as const;
const macId = /"IOPlatformUUID"\s*=\s*"(?<id>[^"]+)"/;

const regQuery = ['query', String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`, '/v', 'MachineGuid'];
const windowsId = /\bMachineGuid\s+REG_SZ\s+(?<id>\S+)/;

/** The second is of systems without systemd. The first may be empty, or say that it is not made yet. */
const linuxFiles = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

function linuxId(read: AskedSystem['read']): string | undefined {
  const ids = linuxFiles.map((path) => matched(/^(?<id>[\da-f]{32})\s*$/, () => read(path)));
  return ids.find((id) => id !== undefined);
}

function matched(pattern: RegExp, ask: () => string): string | undefined {
  return pattern.exec(told(ask) ?? '')?.groups?.['id'];
}
