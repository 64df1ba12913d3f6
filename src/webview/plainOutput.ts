const escapeSequences = new RegExp(
  '\\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)|[@-Z\\\\-_])',
  'g',
);

/** Terminal output without its colours; of a line that was drawn over, the last state. */
export function plainOutput(text: string): string {
  return text
    .replace(escapeSequences, '')
    .replaceAll('\r\n', '\n')
    .replace(/^.*\r(?!$)/gm, '');
}
