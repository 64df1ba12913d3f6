import { clipStart, outputLimit } from '../clip.ts';
import { honestLine } from '../../base/honestText.ts';
import { plainOutput } from '../cleanText.ts';
import { diffView } from '../diffText.ts';
import { fieldsOf, firstText, listField, numberField, textField } from '../fields.ts';
import { plural } from '../format.ts';
import { fileLink, relativePath } from '../paths.ts';
import { problemsAfter } from './problems.ts';
import type { ToolCall, ToolFace } from './toolCall.ts';

export function readFace(call: ToolCall): ToolFace {
  const path = filePath(call);
  const line = numberField(call.input, 'offset');
  const file = fileLink(call.root, path, line !== undefined && line > 1 ? line : undefined);
  return {
    verbs: ['Read', 'Reading', 'Read'],
    title: pathTitle(call, path),
    body: {
      kind: 'read',
      ...(file ? { file } : {}),
      output: clipStart(readOutput(call), outputLimit),
    },
  };
}

/** The file's text, without the tags and line numbers that are meant for the model. */
export function readOutput({ output, metadata }: ToolCall): string {
  const shown = textField(fieldsOf(metadata['display']), 'text');
  if (shown !== '') return plainOutput(shown);
  const content = /<content>\n?(?<text>[\s\S]*?)\n?(?:<\/content>|$)/.exec(output)?.groups?.[
    'text'
  ];
  return plainOutput(content ?? output);
}

export function writeFace(call: ToolCall): ToolFace {
  const path = filePath(call);
  const file = fileLink(call.root, path);
  const isNew = call.metadata['exists'] === false;
  return {
    verbs: isNew ? ['Create', 'Creating', 'Created'] : ['Write', 'Writing', 'Wrote'],
    title: pathTitle(call, path),
    body: {
      kind: 'write',
      ...(file ? { file } : {}),
      content: clipStart(writtenContent(call), outputLimit),
      ...problemsAfter(call, [path]),
    },
  };
}

export function writtenContent({ input }: ToolCall): string {
  return plainOutput(textField(input, 'content'));
}

export function editFace(call: ToolCall): ToolFace {
  const paths = editedPaths(call);
  const [only] = paths;
  const file = paths.length === 1 && only !== undefined ? fileLink(call.root, only) : undefined;
  const diff = diffView(unifiedDiff(call), call.root);
  return {
    verbs: ['Edit', 'Editing', 'Edited'],
    title: paths.length > 1 ? plural(paths.length, 'file') : pathTitle(call, only ?? ''),
    body: {
      kind: 'edit',
      ...(file ? { file } : {}),
      ...(diff ? { diff } : {}),
      ...problemsAfter(call, paths),
    },
  };
}

/** The change that was made, with its file headers; empty until it is known. */
export function unifiedDiff({ metadata }: ToolCall): string {
  const whole = textField(metadata, 'diff') || textField(fieldsOf(metadata['filediff']), 'patch');
  if (whole !== '') return whole;
  const changes = [...listField(metadata, 'files'), ...listField(metadata, 'results')];
  return changes.map((change) => firstText(fieldsOf(change), ['patch', 'diff'])).join('\n');
}

export function editedPaths(call: ToolCall): readonly string[] {
  const path = filePath(call);
  if (path !== '') return [path];
  const changed = listField(call.metadata, 'files').map((change) =>
    firstText(fieldsOf(change), ['filePath', 'path', 'file']),
  );
  const named = changed.filter((name) => name !== '');
  return named.length > 0 ? named : patchedPaths(textField(call.input, 'patchText'));
}

/** What `apply_patch` is going to touch, from the patch itself. */
function patchedPaths(patch: string): readonly string[] {
  const heads = patch.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (?<path>.+)$/gm);
  return [...heads]
    .map((head) => head.groups?.['path']?.trim() ?? '')
    .filter((path) => path !== '');
}

function filePath({ input, metadata }: ToolCall): string {
  return firstText(input, ['filePath', 'path']) || textField(metadata, 'filepath');
}

function pathTitle(call: ToolCall, path: string): string {
  return honestLine(path === '' ? call.title : relativePath(call.root, path));
}
