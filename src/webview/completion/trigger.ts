/** What is being typed that the list may complete. */
export interface Trigger {
  readonly sign: '@' | '/';
  readonly query: string;
  /** Where the sign stands. */
  readonly start: number;
  /** The caret: up to here it is replaced. */
  readonly end: number;
}

const mention = /(?<=^|[\s([{])@(?:"([^"\n]*)|([^\s"]*))$/;
const command = /^\/(\S*)$/;
const longestQuery = 200;

/** A mention begins at a word's start, a command at the very start of the prompt. */
export function triggerAt(text: string, caret: number): Trigger | undefined {
  const before = text.slice(0, caret);
  const [called, name] = command.exec(before) ?? [];
  if (called !== undefined) return triggerOf('/', name, 0, caret);
  const found = mention.exec(before.slice(-longestQuery - 2));
  if (!found) return undefined;
  return triggerOf('@', found[1] ?? found[2], caret - found[0].length, caret);
}

function triggerOf(sign: '@' | '/', query = '', start: number, end: number): Trigger | undefined {
  return query.length > longestQuery ? undefined : { sign, query, start, end };
}
