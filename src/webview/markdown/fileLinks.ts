import type { Token } from 'markdown-it';
import { fileNamed, fileReferences } from './fileReferences.ts';
import { fileLinkAttributes } from './linkAttributes.ts';
import type { LinkTarget } from './links.ts';

type FileTarget = Extract<LinkTarget, { kind: 'file' }>;
export type MakeToken = (type: string, tag: string, nesting: -1 | 0 | 1) => Token;

/** Makes links of the files that a text names, outside of links that the model set itself. */
export function withFileLinks(tokens: readonly Token[], make: MakeToken): Token[] {
  let depth = 0;
  return tokens.flatMap((token) => {
    if (token.type === 'link_open') depth += 1;
    if (token.type === 'link_close') depth -= 1;
    if (depth > 0) return [token];
    if (token.type === 'text') return linkedText(token, make);
    const target = token.type === 'code_inline' ? fileNamed(token.content) : undefined;
    return target ? linked([token], target, make) : [token];
  });
}

function linkedText(token: Token, make: MakeToken): Token[] {
  const references = fileReferences(token.content);
  if (references.length === 0) return [token];
  const text = (start: number, end?: number): Token => {
    const piece = make('text', '', 0);
    piece.content = token.content.slice(start, end);
    return piece;
  };
  let done = 0;
  const pieces = references.flatMap(({ start, end, target }) => {
    const before = text(done, start);
    done = end;
    return [before, ...linked([text(start, end)], target, make)];
  });
  return [...pieces, text(done)];
}

function linked(content: readonly Token[], target: FileTarget, make: MakeToken): Token[] {
  const open = make('link_open', 'a', 1);
  open.attrs = fileLinkAttributes(target);
  return [open, ...content, make('link_close', 'a', -1)];
}
