export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'same' | 'hunk';
  /** Its number in the new text, or in the old one for a removed line. */
  readonly number: number | undefined;
  readonly text: string;
}

/** Unified hunks to lines. What is no hunk is shown as it is. */
export function diffLines(patch: string): readonly DiffLine[] {
  let oldNumber = 1;
  let newNumber = 1;
  return patch
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/.exec(line);
      if (hunk) {
        [oldNumber, newNumber] = [Number(hunk[1]), Number(hunk[2])];
        return { kind: 'hunk', number: undefined, text: hunk[3]?.trim() ?? '' };
      }
      const text = line.slice(1);
      if (line.startsWith('+')) return { kind: 'added', number: newNumber++, text };
      if (line.startsWith('-')) return { kind: 'removed', number: oldNumber++, text };
      if (line.startsWith('\\')) return { kind: 'hunk', number: undefined, text };
      oldNumber++;
      return { kind: 'same', number: newNumber++, text };
    });
}
