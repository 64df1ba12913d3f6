export type LinkTarget =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string; readonly line?: number }
  | { readonly kind: 'none' };

const none: LinkTarget = { kind: 'none' };
const longest = 4000;

/** Where a link of a model's text may lead: the web, mail, or a file of the workspace. Nothing else. */
export function linkTarget(href: string): LinkTarget {
  const text = decoded(href.trim());
  if (!text || text.length > longest || hasControls(text)) return none;
  if (/^(https?:\/\/[^/]|mailto:[^/])/i.test(text)) return { kind: 'url', url: href.trim() };
  return fileTarget(text.replace(/^file:\/\/(?=\/)/i, ''));
}

function fileTarget(text: string): LinkTarget {
  const parts = /^(.+?)(?::(\d+)(?:[-:]\d+)*|#L(\d+)(?:-L?\d+)?)?$/.exec(text);
  const path = parts?.[1] ?? '';
  const isDrive = /^[a-z]:[\\/]/i.test(path);
  const hasScheme = /^[a-z][a-z\d+.-]*:/i.test(path);
  if (!path || /^(#|\/\/|\\\\)/.test(path) || (hasScheme && !isDrive)) return none;
  const line = Number(parts?.[2] ?? parts?.[3]);
  return line > 0 ? { kind: 'file', path, line } : { kind: 'file', path };
}

function decoded(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    // A stray percent sign is an ordinary character of a path.
    return href;
  }
}

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Pictures come inside the text or not at all: nothing is fetched. */
export function isInlineImage(source: string): boolean {
  return /^data:image\/(png|jpeg|gif|webp);base64,[a-z\d+/=]+$/i.test(source);
}
