import { styleAfter, type TextStyle } from './style.ts';

/** A run of text in one style. */
export interface StyledText {
  readonly text: string;
  /** Classes of the panel's style; empty for plain text. */
  readonly classes: string;
}

/** More runs than this are not worth their elements: the rest is plain. */
const mostRuns = 4_000;

/** Program output with its colour codes as runs. Other codes are gone before it comes here. */
export function styledText(output: string): readonly StyledText[] {
  const runs: StyledText[] = [];
  let style: TextStyle = {};
  let done = 0;
  // oxlint-disable-next-line no-control-regex -- colour codes begin with a control character
  for (const { 0: code, 1: numbers, index } of output.matchAll(/\u001B\[([\d;:]*)m/g)) {
    addRun(runs, output.slice(done, index), style);
    style = runs.length < mostRuns ? styleAfter(style, numbers ?? '') : {};
    done = index + code.length;
  }
  addRun(runs, output.slice(done), style);
  return runs;
}

function addRun(runs: StyledText[], text: string, style: TextStyle): void {
  const classes = classesOf(style);
  const last = runs.at(-1);
  if (last?.classes === classes) runs[runs.length - 1] = { classes, text: last.text + text };
  else if (text !== '') runs.push({ classes, text });
}

function classesOf(style: TextStyle): string {
  return [
    ...groundsOf(style),
    style.isBold ? 'ansi-bold' : '',
    style.isDim ? 'ansi-dim' : '',
    style.isItalic ? 'ansi-italic' : '',
    style.isUnderlined ? 'ansi-underlined' : '',
    style.isStruck ? 'ansi-struck' : '',
  ]
    .filter((name) => name !== '')
    .join(' ');
}

/** Black and white alone would be invisible in one theme or the other. */
const vanishing: ReadonlySet<number> = new Set([0, 7, 15]);

function groundsOf({ foreground, background, isInverse }: TextStyle): readonly string[] {
  if (isInverse) {
    return [`ansi-on-${foreground ?? 'text'}`, `ansi-${background ?? 'ground'}`];
  }
  if (background !== undefined) {
    return [`ansi-on-${background}`, foreground === undefined ? '' : `ansi-${foreground}`];
  }
  return foreground === undefined || vanishing.has(foreground) ? [] : [`ansi-${foreground}`];
}
