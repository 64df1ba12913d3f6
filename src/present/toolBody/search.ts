import type { FileLink } from '../../protocol/view.ts';
import { clipStart, outputLimit } from '../clip.ts';
import { honestLine } from '../../base/honestText.ts';
import { plainOutput } from '../cleanText.ts';
import { firstText, numberField, textField } from '../fields.ts';
import { relativePath } from '../paths.ts';
import type { ToolCall, ToolFace, Verbs } from './toolCall.ts';

const maxMatches = 100;

export function grepFace(call: ToolCall): ToolFace {
  return searchFace(call, ['Search', 'Searching', 'Searched'], lineMatches(call));
}

export function globFace(call: ToolCall): ToolFace {
  return searchFace(call, ['Find files', 'Finding files', 'Found files'], pathMatches(call));
}

/** A folder's listing is a tree to be read, not a list of places to go. */
export function listFace(call: ToolCall): ToolFace {
  return searchFace(call, ['List', 'Listing', 'Listed'], []);
}

function searchFace(call: ToolCall, verbs: Verbs, matches: readonly FileLink[]): ToolFace {
  const path = textField(call.input, 'path');
  const pattern = honestLine(firstText(call.input, ['pattern']) || relativePath(call.root, path));
  const found = ['matches', 'count'].map((name) => numberField(call.metadata, name));
  return {
    verbs,
    title: pattern,
    body: {
      kind: 'search',
      pattern,
      matches: matches.slice(0, maxMatches),
      total: found.find((count) => count !== undefined) ?? matches.length,
      output: clipStart(plainOutput(call.output), outputLimit),
    },
  };
}

/** `path:` lines, each followed by `  Line 4: text` lines. */
function lineMatches({ output, root }: ToolCall): readonly FileLink[] {
  const matches: FileLink[] = [];
  let path = '';
  for (const text of output.split('\n')) {
    const line = /^\s+Line (?<line>\d+):/.exec(text)?.groups?.['line'];
    if (line !== undefined && path !== '') matches.push(matchLink(root, path, Number(line)));
    else if (/^\S.*:$/.test(text)) path = text.slice(0, -1);
  }
  return matches;
}

/** One path in each line; remarks for the model stand in brackets. */
function pathMatches({ output, root }: ToolCall): readonly FileLink[] {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(line))
    .map((path) => matchLink(root, path));
}

function matchLink(root: string, path: string, line?: number): FileLink {
  const label = honestLine(relativePath(root, path));
  return line === undefined ? { path, label } : { path, label: `${label}:${line}`, line };
}
