/* oxlint-disable no-control-regex -- escape codes begin with a control character */

const ansiCodes =
  /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B\n]*(?:\u0007|\u001B\\)?|[PX^_][^\u001B\n]*(?:\u001B\\)?|[ -/]*[0-~])|\u009B[0-?]*[ -/]*[@-~]/g;
/** All but line feeds and tabs. */
const controls = /[^\P{Cc}\n\t]/gu;

/** Terminal output as text: no escape codes, and of a progress line only what was drawn last. */
export function plainOutput(text: string): string {
  const plain = text.replace(ansiCodes, '');
  const lines = plain.includes('\r') ? plain.split('\n').map(lastDrawn).join('\n') : plain;
  return lines.replace(controls, '');
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
