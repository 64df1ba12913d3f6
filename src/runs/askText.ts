import { honestLine } from '../base/honestText.ts';
import type { PendingRequest, PermissionRequest } from '../model/request.ts';

/** What was asked, in one line that is safe to print: "bash `rm -rf build`". */
export function askText(request: PendingRequest): string {
  if (request.kind === 'question') {
    return `question "${honestLine(request.questions.map(({ text }) => text).join(' '))}"`;
  }
  const subject = honestLine(subjectOf(request));
  const name = honestLine(request.permission);
  return subject === '' ? name : `${name} \`${subject}\``;
}

function subjectOf({ metadata, patterns }: PermissionRequest): string {
  const command = metadata['command'];
  return typeof command === 'string' ? command : patterns.join(', ');
}
