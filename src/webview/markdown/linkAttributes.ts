import type { LinkTarget } from './links.ts';

/** What makes an anchor lead to a file; `contentClicks.ts` reads it. */
export function fileLinkAttributes({
  path,
  line,
}: Extract<LinkTarget, { kind: 'file' }>): [string, string][] {
  const place = line ? `:${line}` : '';
  return [
    ['href', '#'],
    ['title', `${path}${place}`],
    ['data-path', path],
    ['data-line', line ? String(line) : ''],
  ];
}
