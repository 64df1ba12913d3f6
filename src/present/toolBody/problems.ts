import { honestLine } from '../../base/honestText.ts';
import type { FileProblems } from '../../protocol/view.ts';
import { fieldsOf, listField, numberField, textField } from '../fields.ts';
import { relativePath } from '../paths.ts';
import type { ToolCall } from './toolCall.ts';

const mostErrors = 5;
/** The language server protocol's number for an error; warnings are no news after a change. */
const error = 1;

/** Errors of language servers in the files that a call has changed, as OpenCode tells the model. */
export function problemsAfter(
  { metadata, root }: ToolCall,
  changed: readonly string[],
): { problems?: FileProblems } {
  const names = new Set(changed.map((path) => relativePath(root, path)));
  const errors = Object.entries(fieldsOf(metadata['diagnostics']))
    .filter(([path]) => names.has(relativePath(root, path)))
    .flatMap(([path, found]) => errorsIn(root, path, found));
  if (errors.length === 0) return {};
  return { problems: { errors: errors.slice(0, mostErrors), total: errors.length } };
}

function errorsIn(root: string, path: string, found: unknown): FileProblems['errors'] {
  return listField({ found }, 'found')
    .map(fieldsOf)
    .filter(({ severity }) => severity === error)
    .map((diagnostic) => {
      const start = fieldsOf(fieldsOf(diagnostic['range'])['start']);
      const line = (numberField(start, 'line') ?? 0) + 1;
      const label = `${honestLine(relativePath(root, path))}:${line}`;
      const text = honestLine(textField(diagnostic, 'message'), 300);
      return { file: { path, label, line }, text };
    });
}
