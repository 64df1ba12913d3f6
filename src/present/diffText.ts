import type { DiffView } from '../protocol/view.ts';
import { clipStart, diffLimit } from './clip.ts';
import { honestText } from '../base/honestText.ts';
import { relativePath } from './paths.ts';

/**
 * A unified diff as the view's hunks with counts. File headers are left out: the card names the
 * file. When there are several, each hunk's own heading names its file.
 */
export function diffView(unified: string, root: string): DiffView | undefined {
  const hunks = hunkLines(unified, root);
  if (hunks.length === 0) return undefined;
  return {
    patch: clipStart(honestText(hunks.join('\n')), diffLimit),
    additions: hunks.filter((line) => line.startsWith('+')).length,
    deletions: hunks.filter((line) => line.startsWith('-')).length,
  };
}

/** All hunks of the diff as text: what `diffView` shows, uncut. */
export function wholePatch(unified: string, root: string): string {
  return honestText(hunkLines(unified, root).join('\n'));
}

/** Whether there was nothing before the change. */
export function isCreation(unified: string): boolean {
  return /^@@ -0,0 /m.test(unified) && !/^@@ -[1-9]/m.test(unified);
}

const hunkHead = /^(?<range>@@ -\d+(?:,(?<old>\d+))? \+\d+(?:,(?<new>\d+))? @@)/;

interface HunkLine {
  readonly text: string;
  /** Of a hunk's heading: the range alone, and the file it belongs to. */
  readonly head?: { readonly range: string; readonly file: string };
}

function hunkLines(unified: string, root: string): readonly string[] {
  const lines = readHunks(unified, root);
  const files = new Set(lines.flatMap(({ head }) => head?.file ?? []));
  if (files.size < 2) return lines.map(({ text }) => text);
  return lines.map(({ text, head }) => (head ? `${head.range} ${head.file}` : text));
}

function readHunks(unified: string, root: string): readonly HunkLine[] {
  const lines: HunkLine[] = [];
  let left: Left = { old: 0, new: 0 };
  let file = '';
  for (const text of unified.split(/\r?\n/)) {
    const head = hunkHead.exec(text)?.groups;
    if (isInside(left) || text.startsWith('\\ No newline')) {
      lines.push({ text });
      left = afterLine(text, left);
    } else if (head) {
      left = { old: Number(head['old'] ?? 1), new: Number(head['new'] ?? 1) };
      lines.push({ text, head: { range: head['range'] ?? '', file } });
    } else file = namedFile(text, root) ?? file;
  }
  return lines;
}

/** Lines of the hunk that are still to come on either side. */
interface Left {
  readonly old: number;
  readonly new: number;
}

/** Counted, because a removed line `-- x` looks like a file header. */
function isInside(left: Left): boolean {
  return left.old > 0 || left.new > 0;
}

function afterLine(line: string, left: Left): Left {
  if (line.startsWith('\\')) return left;
  return {
    old: Math.max(0, left.old - (line.startsWith('+') ? 0 : 1)),
    new: Math.max(0, left.new - (line.startsWith('-') ? 0 : 1)),
  };
}

/** The file of a header line; a deleted file is named by its old side only. */
function namedFile(line: string, root: string): string | undefined {
  const path = /^(?:---|\+\+\+) (?<path>[^\t]+)/.exec(line)?.groups?.['path'];
  return path === undefined || path === '/dev/null' ? undefined : relativePath(root, path);
}
