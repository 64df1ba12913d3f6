import { nearestColour, paletteColour } from './colours.ts';

/** How a program wants its text to look. Colours are numbers among the theme's sixteen. */
export interface TextStyle {
  readonly foreground?: number | undefined;
  readonly background?: number | undefined;
  readonly isBold?: boolean;
  readonly isDim?: boolean;
  readonly isItalic?: boolean;
  readonly isUnderlined?: boolean;
  readonly isStruck?: boolean;
  readonly isInverse?: boolean;
}

const switches: ReadonlyMap<number, TextStyle> = new Map([
  [1, { isBold: true }],
  [2, { isDim: true }],
  [3, { isItalic: true }],
  [4, { isUnderlined: true }],
  [7, { isInverse: true }],
  [9, { isStruck: true }],
  [22, { isBold: false, isDim: false }],
  [23, { isItalic: false }],
  [24, { isUnderlined: false }],
  [27, { isInverse: false }],
  [29, { isStruck: false }],
  [39, { foreground: undefined }],
  [49, { background: undefined }],
]);

/** The style after one colour code, given its numbers: `1;31`, `38;5;208` or `38:2::255:0:0`. */
export function styleAfter(style: TextStyle, numbers: string): TextStyle {
  return orders(numbers).reduce<TextStyle>((before, [code = 0, ...more]) => {
    if (code === 0) return {};
    return { ...before, ...(isLong(code) ? named(code, longColour(more)) : changeOf(code)) };
  }, style);
}

/** Each with the numbers that belong to it: behind colons, or those of a colour behind semicolons. */
function orders(numbers: string): readonly (readonly number[])[] {
  const found: number[][] = [];
  let missing = 0;
  for (const group of numbers.split(';')) {
    const order = group.split(':').map(Number);
    const [code = 0] = order;
    if (missing > 0) found.at(-1)?.push(code);
    else found.push(order);
    missing = missing > 0 ? afterNumber(missing, code) : isLong(code) && !order[1] ? atFirst : 0;
  }
  return found;
}

/** How many follow is not known before the first of them. */
const atFirst = Infinity;

function afterNumber(missing: number, number: number): number {
  if (missing !== atFirst) return missing - 1;
  return number === 5 ? 1 : 3;
}

function isLong(code: number): boolean {
  return code === 38 || code === 48 || code === 58;
}

function changeOf(code: number): TextStyle {
  if (code >= 30 && code <= 37) return { foreground: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { foreground: code - 82 };
  if (code >= 100 && code <= 107) return { background: code - 92 };
  return switches.get(code) ?? {};
}

function named(code: number, colour: number | undefined): TextStyle {
  if (code === 38) return { foreground: colour };
  return code === 48 ? { background: colour } : {};
}

/** `5, n` of the 256, or `2, r, g, b`, where the form with colons may name a space before the red. */
function longColour([kind, ...numbers]: readonly number[]): number | undefined {
  if (kind === 5) return paletteColour(Math.min(255, numbers[0] ?? 0));
  const [red, green, blue] = numbers.slice(-3);
  return kind === 2 ? nearestColour(red ?? 0, green ?? 0, blue ?? 0) : undefined;
}
