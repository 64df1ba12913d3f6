import type { LinkTarget } from './links.ts';

type FileTarget = Extract<LinkTarget, { kind: 'file' }>;

/** A place in a text that names a file. */
export interface FileReference {
  readonly start: number;
  readonly end: number;
  readonly target: FileTarget;
}

const extensions: ReadonlySet<string> = new Set(
  (
    'bash bat c cc cfg cjs clj cmd conf cpp cs css csv cts dart erl ex exs fish go gradle graphql h hpp hs htm ' +
    'html ini ipynb java js json jsonc jsx kt kts less lock lua md mdx mjs mts php pl prisma proto ps1 py r rb ' +
    'rs scala scss sh sql svelte svg swift tf toml ts tsx txt vue xml yaml yml zig zsh'
  ).split(' '),
);

/** What may belong to a path, and a place behind it as compilers write it. */
const words = /[^\s"'`<>|,;*?()[\]{}]{3,400}(?:\(\d+,\d+\))?/g;
const reference =
  /^((?:[a-z]:)?[^:()]+\.([a-z]\w{0,9}))(?::(\d+)(?:[-:]\d+)*|#L(\d+)(?:-L?\d+)?|\((\d+),\d+\))?$/i;

/**
 * Where a text names files, by looks: a folder or a line must be with the name. Whether there is
 * such a file is looked up when somebody wants to see it.
 */
export function fileReferences(text: string): readonly FileReference[] {
  return [...text.matchAll(words)].flatMap(({ 0: word, index }) => {
    const name = word.replace(/[.:!]+$/, '');
    const target = targetOf(name);
    const isPlaced = target && (target.line !== undefined || /[\\/]/.test(name));
    return isPlaced ? [{ start: index, end: index + name.length, target }] : [];
  });
}

/** What is set as code is a name as a whole: there the extension is enough. */
export function fileNamed(code: string): FileTarget | undefined {
  return /\s/.test(code) ? undefined : targetOf(code);
}

function targetOf(name: string): FileTarget | undefined {
  const [, path, extension, ...lines] = reference.exec(name) ?? [];
  if (path === undefined || extension === undefined || /^[\w+.-]+:\/\//.test(name))
    return undefined;
  const line = Number(lines.find((given) => given !== undefined));
  const isKnown = extensions.has(extension.toLowerCase()) && !/^[.\\/]+[^.\\/]*$/.test(path);
  if (!isKnown && !(line > 0 && /[\\/]/.test(path))) return undefined;
  return line > 0 ? { kind: 'file', path, line } : { kind: 'file', path };
}
