import { honestLine } from '../base/honestText.ts';
import type { RootId } from '../model/ids.ts';
import type { ToolPart } from '../model/part.ts';
import type { ClippedText, ToolBody, ToolCard } from '../protocol/view.ts';
import { toolCard } from './toolCard.ts';
import { settledContext } from './toolContext.ts';

/** What a tool did, in a line, and what came of it where that is worth reading. */
export function toolMarkdown(part: ToolPart, root: RootId): string {
  const card = toolCard(part, settledContext({ id: root }));
  return [lineOf(card), bodyText(card.body)].filter((text) => text !== '').join('\n\n');
}

function lineOf({ label, title, status, error }: ToolCard): string {
  const what = title === '' ? '' : ` ${codeSpan(honestLine(title, 200))}`;
  const problem = error === undefined ? '' : `: ${honestLine(error, 300)}`;
  const end = status === 'completed' ? '' : ` (${status}${problem})`;
  return `**${label}**${what}${end}`;
}

function bodyText(body: ToolBody): string {
  if (body.kind === 'todo') return body.todos.map(todoText).join('\n');
  if (body.kind === 'question') return body.answers.map(answerText).join('\n');
  if (body.kind === 'bash') {
    const text = `$ ${body.command}\n${body.output.text}`;
    return fenced('sh', { ...body.output, text });
  }
  if (body.kind === 'edit') return body.diff ? fenced('diff', body.diff.patch) : '';
  if (body.kind === 'write') return fenced('', body.content);
  return body.kind === 'task' ? fenced('', body.output) : '';
}

type Answer = Extract<ToolBody, { kind: 'question' }>['answers'][number];

function answerText({ question, answer }: Answer): string {
  return `- ${honestLine(question, 500)} **${honestLine(answer, 500)}**`;
}

type Todo = Extract<ToolBody, { kind: 'todo' }>['todos'][number];

function todoText({ text, status }: Todo): string {
  return `- [${status === 'completed' ? 'x' : ' '}] ${honestLine(text, 500)}`;
}

/** Whatever the text holds, it stays inside. */
function fenced(language: string, { text, total, isClipped }: ClippedText): string {
  if (text.trim() === '') return '';
  const fence = longerThan(text, '```');
  const cut = isClipped ? `\n\n*(cut: ${total.toLocaleString('en')} characters in all)*` : '';
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}${cut}`;
}

function codeSpan(text: string): string {
  const tick = longerThan(text, '`');
  const room = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${tick}${room}${text}${room}${tick}`;
}

function longerThan(text: string, least: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return '`'.repeat(Math.max(least.length, longest + 1));
}
