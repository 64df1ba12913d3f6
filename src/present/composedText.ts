/** `/name` at the start of a prompt, with whatever follows. */
export interface CalledCommand {
  readonly name: string;
  readonly arguments: string;
}

export function calledCommand(text: string): CalledCommand | undefined {
  const [, name, rest = ''] = /^\/(\S+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, arguments: rest.trim() };
}

/** What stands behind a `!` at the start. */
export function shellLine(text: string): string | undefined {
  const [, line] = /^!\s*(\S[\s\S]*)$/.exec(text) ?? [];
  return line?.trimEnd();
}
