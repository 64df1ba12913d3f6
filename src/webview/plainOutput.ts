const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);
/** Colours and cursor moves; window titles and links; single characters. */
const escapeSequences = new RegExp(
  `${escape}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)|[@-Z\\\\^_])`,
  'g',
);

/** Terminal output without its colours; of a line that was drawn over, the last state. */
export function plainOutput(text: string): string {
  return text
    .replace(escapeSequences, '')
    .replaceAll('\r\n', '\n')
    .replace(/^.*\r(?!$)/gm, '');
}
