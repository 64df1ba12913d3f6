import type { Panel } from './panel.ts';

/** What one message to the host may carry. */
const longestMessage = 200_000;

export function copyText({ post, announcer }: Panel, text: string): void {
  if (text.length <= longestMessage) post({ type: 'copy', text });
  else void navigator.clipboard.writeText(text);
  announcer.say('Copied');
}
