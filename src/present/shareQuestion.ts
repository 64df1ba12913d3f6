import { honestLine } from '../base/honestText.ts';
import type { Session } from '../model/session.ts';

export interface ShareQuestion {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

const what =
  'OpenCode uploads the conversation to its sharing service, now and as it goes on. Everybody who knows the address can read all of it: prompts, answers, and what tools have read and written. “Unshare Session” takes it away again.';

/** What is asked before a conversation becomes public. */
export function shareQuestion({ title, shareUrl }: Session): ShareQuestion {
  const name = honestLine(title, 100) || 'Untitled session';
  if (shareUrl === undefined)
    return { message: `Make “${name}” public?`, detail: what, button: 'Make Public' };
  return {
    message: `“${name}” was made public before. Make it public at a new address?`,
    detail: `Its address was ${honestLine(shareUrl)}, which then no longer works.\n\n${what}`,
    button: 'Make Public',
  };
}
