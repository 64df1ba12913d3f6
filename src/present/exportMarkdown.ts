import { honestLine } from '../base/honestText.ts';
import type { AssistantMessage, Message, UserMessage } from '../model/message.ts';
import type { Part } from '../model/part.ts';
import type { Session } from '../model/session.ts';
import { safeText } from './errorText.ts';
import { modelLabel } from './format.ts';
import { toolMarkdown } from './toolMarkdown.ts';
import { promptText } from './turnRows.ts';

/** A conversation to be read by people. Thoughts are left out, long outputs are cut. */
export function exportMarkdown(session: Session, messages: readonly Message[]): string {
  const title = honestLine(session.title, 200) || 'Untitled session';
  const head = [`# ${title}`, `OpenCode session \`${session.id}\`, ${dateText(session.createdAt)}`];
  const blocks = messages.flatMap((message, index) => {
    const words = message.role === 'user' ? asked(message) : answered(message, session);
    const heading = headingOf(message, messages[index - 1]);
    return words.length === 0 ? [] : [...heading, ...words];
  });
  return `${[...head, ...blocks].join('\n\n')}\n`;
}

/** One for all messages that answer one prompt. */
function headingOf(message: Message, before: Message | undefined): readonly string[] {
  if (message.role === 'user') return isCompaction(message) ? [] : ['## You'];
  const isContinued = before?.role === 'assistant' && before.parentId === message.parentId;
  return isContinued ? [] : [`## OpenCode${authorText(message)}`];
}

function authorText({ agent, model }: AssistantMessage): string {
  const facts = [agent, model && modelLabel(model)].filter((fact) => fact !== undefined);
  return facts.length === 0 ? '' : ` (${honestLine(facts.join(', '))})`;
}

function isCompaction({ parts }: UserMessage): boolean {
  return parts.some((part) => part.kind === 'compaction');
}

function asked(message: UserMessage): readonly string[] {
  if (isCompaction(message)) return ['---', '*Earlier messages were summarised.*'];
  const files = message.parts
    .filter((part) => part.kind === 'file')
    .map(({ name }) => `- Attached: ${honestLine(name)}`);
  return [promptText(message).trim(), files.join('\n')].filter((text) => text !== '');
}

function answered(
  { parts, error, isSummary }: AssistantMessage,
  session: Session,
): readonly string[] {
  const words = isSummary ? [] : parts.flatMap((part) => partText(part, session));
  return error ? [...words, `> **${safeText(error.message, 500) || error.name}**`] : words;
}

function partText(part: Part, { rootId }: Session): readonly string[] {
  if (part.kind === 'text')
    return part.isSynthetic || part.text.trim() === '' ? [] : [part.text.trim()];
  return part.kind === 'tool' ? [toolMarkdown(part, rootId)] : [];
}

function dateText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
