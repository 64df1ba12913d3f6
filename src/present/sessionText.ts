import type { Message } from '../model/message.ts';
import { promptText } from './turnRows.ts';

/** What was said, without the tools: one conversation as an attachment of another. */
export function sessionText(title: string, messages: readonly Message[]): string {
  return [`# ${title}`, ...messages.flatMap(said)].join('\n\n');
}

function said(message: Message): readonly string[] {
  const text = message.role === 'user' ? promptText(message) : answerText(message);
  const speaker = message.role === 'user' ? 'User' : 'Assistant';
  return text.trim() === '' ? [] : [`## ${speaker}`, text.trim()];
}

function answerText({ parts }: Message): string {
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n\n');
}
