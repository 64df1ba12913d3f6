import type { Message, Usage } from '../model/message.ts';
import type { Transcript } from './state.ts';

export interface Totals {
  readonly usage: Usage;
  /** US dollars. */
  readonly cost: number;
  /** Tokens that the newest answer found in its context, its own included. */
  readonly contextTokens: number;
}

const noTotals: Totals = {
  usage: { input: 0, output: 0, reasoning: 0, cacheRead: 0, cacheWrite: 0 },
  cost: 0,
  contextTokens: 0,
};

/** Pages keep their identity, so that a change near the end costs one page. */
const known = new WeakMap<readonly Message[], Totals>();

/** Tokens and cost of the messages that are loaded, each counted once. */
export function totals(transcript: Pick<Transcript, 'messages'>): Totals {
  return transcript.messages.pages.map(pageTotals).reduce(sum, noTotals);
}

function pageTotals(page: readonly Message[]): Totals {
  const remembered = known.get(page);
  if (remembered) return remembered;
  const counted = page.map(messageTotals).reduce(sum, noTotals);
  known.set(page, counted);
  return counted;
}

function messageTotals(message: Message): Totals {
  if (message.role === 'user') return noTotals;
  const { usage, cost } = message;
  const { input, output, reasoning, cacheRead, cacheWrite } = usage;
  return { usage, cost, contextTokens: input + output + reasoning + cacheRead + cacheWrite };
}

function sum(a: Totals, b: Totals): Totals {
  return {
    usage: {
      input: a.usage.input + b.usage.input,
      output: a.usage.output + b.usage.output,
      reasoning: a.usage.reasoning + b.usage.reasoning,
      cacheRead: a.usage.cacheRead + b.usage.cacheRead,
      cacheWrite: a.usage.cacheWrite + b.usage.cacheWrite,
    },
    cost: a.cost + b.cost,
    contextTokens: b.contextTokens > 0 ? b.contextTokens : a.contextTokens,
  };
}
