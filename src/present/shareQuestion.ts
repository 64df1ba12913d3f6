import { honestLine } from '../base/honestText.ts';
import type { Session } from '../model/session.ts';

export interface ShareQuestion {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

/** What is asked before a conversation becomes public. */
export function shareQuestion({ title }: Pick<Session, 'title'>): ShareQuestion {
  const name = honestLine(title, 100) || 'Untitled session';
  return {
    message: `Make “${name}” public?`,
    detail:
      'OpenCode uploads the conversation to its sharing service, now and as it goes on. Everybody who knows the address can read all of it: prompts, answers, and what tools have read and written. “Unshare Session” takes it away again.',
    button: 'Make Public',
  };
}
