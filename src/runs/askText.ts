import type { PendingRequest, PermissionRequest } from '../model/request.ts';

const mostCharacters = 200;

/** What was asked, in one line that is safe to print: "bash `rm -rf build`". */
export function askText(request: PendingRequest): string {
  if (request.kind === 'question') {
    return `question "${oneLine(request.questions.map(({ text }) => text).join(' '))}"`;
  }
  const subject = oneLine(subjectOf(request));
  const name = oneLine(request.permission);
  return subject === '' ? name : `${name} \`${subject}\``;
}

function subjectOf({ metadata, patterns }: PermissionRequest): string {
  const command = metadata['command'];
  return typeof command === 'string' ? command : patterns.join(', ');
}

/** A model wrote it: what would hide, reorder or break the text in a terminal is spelled out. */
function oneLine(text: string): string {
  const line = text
    .trim()
    .replace(/\s*\n\s*/g, ' ⏎ ')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, spelled);
  if (line.length <= mostCharacters) return line;
  const half = /[\uD800-\uDBFF]$/;
  return `${line.slice(0, mostCharacters - 1).replace(half, '')}…`;
}

function spelled(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
