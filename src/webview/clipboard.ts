import { maxTextLength } from '../protocol/toHost.ts';
import type { Panel } from './panel.ts';

export function copyText({ post, announcer }: Panel, text: string): void {
  if (text.length <= maxTextLength) post({ type: 'copy', text });
  else void navigator.clipboard.writeText(text);
  announcer.say('Copied');
}
