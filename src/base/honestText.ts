/** Characters that reorder, hide or break what stands around them, or that show as nothing. */
const deceptive = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0]/gu;

/** Nothing hidden and nothing that reorders: such characters are spelled out. Lines and tabs stay. */
export function honestText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(deceptive, (character) =>
      character === '\n' || character === '\t' ? character : spelled(character),
    );
}

/** One line that cannot pass for anything but its own text; runs of space become one. */
export function honestLine(text: string, maxLength = 200): string {
  const line = honestText(text)
    .trim()
    .replace(/\s*\n\s*/g, ' ⏎ ')
    .replace(/\s+/g, ' ');
  return shortened(line, maxLength);
}

export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${wellFormed(text.slice(0, maxLength - 1)).trimEnd()}…`;
}

/** Drops half a surrogate pair that a cut left at either end. */
export function wellFormed(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]/, '').replace(/[\uD800-\uDBFF]$/, '');
}

function spelled(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
