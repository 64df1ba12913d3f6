import type { PromptPart, TextSpan } from '../../model/prompt.ts';
import { countText } from '../../present/format.ts';
import { wellFormed } from '../../base/honestText.ts';

/** More than most models read at one time. */
const longest = 200_000;

/** A text that is in no file, as OpenCode takes it: as if it had read a file of this name. */
export function textPart(name: string, text: string, span: TextSpan): PromptPart {
  const bytes = Buffer.from(fitted(text), 'utf8');
  const url = `data:text/plain;base64,${bytes.toString('base64')}`;
  return { kind: 'file', mime: 'text/plain', name, url, span };
}

function fitted(text: string): string {
  const rest = text.length - longest;
  if (rest <= 0) return text;
  return `${wellFormed(text.slice(0, longest))}\n\n(Cut here: ${countText(rest)} more characters.)\n`;
}
