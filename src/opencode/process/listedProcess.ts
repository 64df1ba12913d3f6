import * as z from 'zod';
import type { ProcessRef } from './processIdentity.ts';

/** One line of a system's list of processes. */
export interface ListedProcess extends ProcessRef {
  readonly parent: number;
}

/**
 * Linux's `/proc/PID/stat`; the start is counted from the boot, so no change of the clock moves it.
 * The name, in parentheses, may itself hold spaces and parentheses. Undefined for what has ended and
 * only waits for its parent to notice.
 */
export function parseStat(stat: string): ListedProcess | undefined {
  const pid = Number.parseInt(stat, 10);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, startedAt] = [fields[0], Number(fields[1]), fields[19]];
  if (Number.isNaN(pid) || state === undefined || /[ZXx]/.test(state)) return undefined;
  return startedAt === undefined ? undefined : { pid, parent, startedAt };
}

/** What `ps` is to say of each process. */
export const psColumns = 'pid=,ppid=,state=,lstart=';

/** Its dates are in the words and the time zone of whoever asks, and must not change with them. */
export const psEnvironment = { LC_ALL: 'C', TZ: 'UTC' };

export function parsePs(output: string): readonly ListedProcess[] {
  return lines(output).flatMap((line) => {
    const [pid, parent, state, ...startedAt] = line.split(/\s+/);
    if (state === undefined || state.startsWith('Z')) return [];
    return { pid: Number(pid), parent: Number(parent), startedAt: startedAt.join(' ') };
  });
}

/**
 * The processes that have `variable` in their environment: `ps` shows that behind the command line,
 * so what the command line holds itself must be known, too. Both lists are of `pid=,command=`.
 */
export function parsePsEnvironments(
  withEnvironment: string,
  without: string,
  variable: string,
): readonly number[] {
  const commands = new Map(lines(without).map((line) => split(line)));
  return lines(withEnvironment).flatMap((line) => {
    const [pid, text] = split(line);
    const command = commands.get(pid);
    if (command === undefined || !text.startsWith(command)) return [];
    return text.slice(command.length).split(' ').includes(variable) ? pid : [];
  });
}

/** What PowerShell is to say of each process. The start is in units of 100 ns, and UTC. */
export const cimQuery =
  'Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,' +
  "@{n='Started';e={$_.CreationDate.ToFileTimeUtc().ToString()}} | ConvertTo-Json -Compress";

const cimProcess = z.object({
  ProcessId: z.number(),
  ParentProcessId: z.number(),
  /** Windows does not tell it of its own processes. */
  Started: z.string().nullish(),
});
const cimProcesses = z.union([z.array(cimProcess), cimProcess.transform((one) => [one])]);

/** @throws when it is no such list */
export function parseCim(output: string): readonly ListedProcess[] {
  return cimProcesses.parse(JSON.parse(output)).flatMap((each) => {
    if (!each.Started) return [];
    return { pid: each.ProcessId, parent: each.ParentProcessId, startedAt: each.Started };
  });
}

function lines(output: string): readonly string[] {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function split(line: string): readonly [number, string] {
  const at = line.indexOf(' ');
  return at < 0 ? [Number(line), ''] : [Number(line.slice(0, at)), line.slice(at + 1)];
}
