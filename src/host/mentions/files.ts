import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { honestLine } from '../../base/honestText.ts';
import type { PromptPart } from '../../model/prompt.ts';
import { mentionOf, type LineSpan, type Mention } from '../../present/mentionText.ts';
import { relativePath } from '../../present/paths.ts';
import { isIn } from '../../present/placedPath.ts';
import type { CompletionItem } from '../../protocol/completion.ts';
import type { EditorState } from './editorState.ts';
import type { MentionSource } from './mentionSource.ts';
import { textPart } from './textPart.ts';

const mostFound = 40;

/** OpenCode hands these to the model as they are; everything else it reads as text. */
const mimes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
};

/** Files and folders of the root. The server reads them when the prompt arrives. */
export function fileMentions(editor: EditorState): MentionSource {
  return {
    suggest: async (query, { backend }) => {
      if (query === '' || !backend) return [];
      return (await backend.findFiles(query, mostFound)).flatMap(pathItem);
    },
    resolve: (mention, { root }) => resolveFile(mention, root.id, editor),
  };
}

export function pathItem(path: string): readonly CompletionItem[] {
  const insert = mentionOf(path);
  if (insert === undefined) return [];
  const isFolder = /[\\/]$/.test(path);
  const [label, folder] = namesOf(path);
  return [{ icon: isFolder ? 'folder' : 'file', label, detail: folder, insert }];
}

/** The part of a file in the root, or in it the lines; undefined where there is none. */
export async function resolveFile(
  { name, lines, span }: Mention,
  root: string,
  editor: EditorState,
): Promise<readonly PromptPart[] | undefined> {
  const path = resolve(root, name);
  const found = isIn(path, root) ? await stat(path).catch(() => undefined) : undefined;
  if (!found?.isFile() && !found?.isDirectory()) return undefined;
  const base = { kind: 'file', name: relativePath(root, path), span } as const;
  const url = pathToFileURL(path);
  if (found.isDirectory()) return [{ ...base, mime: 'application/x-directory', url: url.href }];
  const unsaved = editor.unsaved(path);
  if (unsaved !== undefined) return [textPart(base.name, linesOf(unsaved, lines), span)];
  const mime = mimes[extname(path).toLowerCase()] ?? 'text/plain';
  return [{ ...base, mime, url: withLines(url, lines).href }];
}

function withLines(url: URL, lines: LineSpan | undefined): URL {
  if (!lines) return url;
  url.searchParams.set('start', String(lines.first));
  url.searchParams.set('end', String(lines.last));
  return url;
}

function linesOf(text: string, lines: LineSpan | undefined): string {
  if (!lines) return text;
  return text
    .split('\n')
    .slice(lines.first - 1, lines.last)
    .join('\n');
}

function namesOf(path: string): readonly [name: string, folder: string] {
  const [, folder = '', name = path] = /^(.*[\\/])?([^\\/]+[\\/]?)$/.exec(path) ?? [];
  return [honestLine(name), honestLine(folder.replace(/[\\/]$/, ''))];
}
