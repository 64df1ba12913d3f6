import MarkdownIt, { type Env } from 'markdown-it';

const blockParser = new MarkdownIt({ html: false });
blockParser.core.ruler.enableOnly(['normalize', 'block']);

/**
 * Offsets at which the top-level blocks of a Markdown text begin; the first is always 0.
 * `env` collects the link definitions.
 */
export function blockStarts(source: string, env: Env): readonly number[] {
  const lines = lineStarts(source);
  const starts = blockParser
    .parse(source, env)
    .filter((token) => token.level === 0 && token.nesting >= 0 && token.map)
    .map((token) => lines[token.map?.[0] ?? 0] ?? 0);
  return [0, ...starts.slice(1)];
}

/**
 * How much of a growing text can no longer change: everything before the last block, once the
 * first line of that block is whole. (An unfinished line may still turn out to belong to the
 * block before it.)
 */
export function settledLength(source: string, starts: readonly number[]): number {
  const last = starts.at(-1) ?? 0;
  const isCertain = source.includes('\n', last);
  return (isCertain ? last : starts.at(-2)) ?? 0;
}

function lineStarts(source: string): readonly number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}
