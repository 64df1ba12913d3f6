import { honestText } from '../base/honestText.ts';
import { plural } from './format.ts';

/** What a dialog shows without cutting it. */
const mostLines = 25;
const longestText = 2_000;

/** The question before a model's command runs, or the sentence that says why it will not. */
export type RunQuestion =
  | { readonly kind: 'ask'; readonly command: string; readonly detail: string }
  | { readonly kind: 'refuse'; readonly reason: string };

/** Nothing runs that could not be read first: the whole command, as it is. */
export function runQuestion(code: string): RunQuestion {
  const command = code.replaceAll('\r\n', '\n').replace(/^\n+|\s+$/g, '');
  const lines = command.split('\n').length;
  if (command === '') return { kind: 'refuse', reason: 'There is nothing to run here.' };
  if (honestText(command) !== command) {
    const reason = 'This command holds characters that cannot be seen, so it is not run from here.';
    return { kind: 'refuse', reason };
  }
  if (lines > mostLines || command.length > longestText) {
    const reason = 'This is too long to be shown whole before it runs. Look at it in a file.';
    return { kind: 'refuse', reason };
  }
  const note = lines > 1 ? `\n\nIts ${plural(lines, 'line')} are typed one after the other.` : '';
  return { kind: 'ask', command, detail: `${command}${note}` };
}
