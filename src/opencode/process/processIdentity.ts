/** A process, told by its start from a later one that was given the same number. */
export interface ProcessRef {
  readonly pid: number;
  /** As its system writes it; empty when the system did not tell. */
  readonly startedAt: string;
}

/** A process of which it is also known what it runs. */
export interface ProgramRef extends ProcessRef {
  readonly binary: string;
}

/** Whether they certainly are: without a start a number proves nothing. */
export function isSame(one: ProcessRef, other: ProcessRef): boolean {
  return one.startedAt !== '' && one.startedAt === other.startedAt && one.pid === other.pid;
}

/** Fit for the name of a file, which unlike its content is never half written. */
export function nameOf({ pid, startedAt }: ProcessRef): string {
  const start = encodeURIComponent(startedAt).replaceAll(/[-.!~*'()]/g, percent);
  return `${pid}-${start}`;
}

/** Undefined when it is no such name. */
export function refOf(name: string): ProcessRef | undefined {
  const { pid, start } = /^(?<pid>[1-9]\d{0,9})-(?<start>[^-]*)$/.exec(name)?.groups ?? {};
  if (pid === undefined || start === undefined) return undefined;
  try {
    return { pid: Number(pid), startedAt: decodeURIComponent(start) };
  } catch {
    return undefined;
  }
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
