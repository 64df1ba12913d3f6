/* oxlint-disable no-control-regex -- escape codes begin with a control character */

const ansiCodes =
  /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B\n]*(?:\u0007|\u001B\\)?|[PX^_][^\u001B\n]*(?:\u001B\\)?|[ -/]*[0-~])|\u009B[0-?]*[ -/]*[@-~]/g;
/** Those that colour what follows. */
const colourCode = /^\u001B\[[\d;:]*m$/;
/** All but line feeds and tabs. */
const controls = /[^\P{Cc}\n\t]/gu;
const controlsBesideColours = /(?!\u001B\[[\d;:]*m)[^\P{Cc}\n\t]/gu;

/** Terminal output as text: no escape codes, and of a progress line only what was drawn last. */
export function plainOutput(text: string): string {
  return drawnLines(text.replace(ansiCodes, '')).replace(controls, '');
}

/** The same with the codes that colour it, for whoever can show them. */
export function colouredOutput(text: string): string {
  const coloured = text.replace(ansiCodes, (code) => (colourCode.test(code) ? code : ''));
  return drawnLines(coloured).replace(controlsBesideColours, '');
}

/** After a cut: a colour code that it went through is no text. */
export function withoutHalfCode(kept: string, whole: string): string {
  const start = whole.length - kept.length;
  const escape = start > 0 ? whole.lastIndexOf('\u001B', start - 1) : -1;
  const end = escape < 0 ? -1 : whole.indexOf('m', escape) + 1;
  return end > start ? kept.slice(end - start) : kept;
}

function drawnLines(text: string): string {
  return text.includes('\r') ? text.split('\n').map(lastDrawn).join('\n') : text;
}

function lastDrawn(line: string): string {
  const ended = line.replace(/\r$/, '');
  return ended.slice(ended.lastIndexOf('\r') + 1);
}

/** VS Code's notifications make links of `[label](target)`, commands included. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** VS Code's labels draw `$(name)` as an icon unless it is escaped. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', String.raw`\$(`);
}
