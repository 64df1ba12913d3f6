import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';
import { codeButtons } from './codeButtons.ts';
import { type MakeToken, withFileLinks } from './fileLinks.ts';
import { fileLinkAttributes } from './linkAttributes.ts';
import { isInlineImage, linkTarget } from './links.ts';

const headingOffset = 2;

/** Markdown of a model to HTML. Raw HTML is text; links and images are as `links.ts` allows. */
export const markdown = createMarkdown();

function createMarkdown(): Parser {
  const parser = new MarkdownIt({ html: false, linkify: true });
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  // Every link is parsed, so that a forbidden one shows its label and not its source.
  parser.validateLink = () => true;
  parser.core.ruler.push('panel', (state) => {
    const make: MakeToken = (...about) => new state.Token(...about);
    for (const token of state.tokens) rewriteBlock(token, make);
    for (const [index, token] of state.tokens.entries()) {
      if (token.type === 'list_item_open') drawTask(token, state.tokens[index + 2]);
    }
  });
  const { escapeHtml } = parser.utils;
  const fence = (code: Token): string => codeBlock(code, escapeHtml);
  parser.renderer.rules['fence'] = (tokens, index) => withToken(tokens, index, fence);
  parser.renderer.rules['code_block'] = (tokens, index) => withToken(tokens, index, fence);
  parser.renderer.rules['table_open'] = () =>
    '<div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table>';
  parser.renderer.rules['table_close'] = () => '</table></div>';
  return parser;
}

function withToken(
  tokens: readonly Token[],
  index: number,
  render: (token: Token) => string,
): string {
  const token = tokens[index];
  return token ? render(token) : '';
}

function codeBlock(code: Token, escape: (text: string) => string): string {
  const language = escape(/^[\w+#.-]+/.exec(code.info.trim())?.[0] ?? '');
  return (
    '<div class="code-block"><div class="code-head">' +
    `<span class="code-language">${language}</span>` +
    `${codeButtons(language)}</div>` +
    `<pre tabindex="0" aria-label="Code"><code data-language="${language}">${escape(code.content)}</code></pre></div>\n`
  );
}

function rewriteBlock(token: Token, make: MakeToken): void {
  if (token.type.startsWith('heading_')) lowerHeading(token);
  if (token.tag === 'td' || token.tag === 'th') alignByClass(token);
  if (token.children) token.children = withFileLinks(safeInlines(token.children), make);
}

/** The turns have the levels above; the class keeps the look. */
function lowerHeading(token: Token): void {
  const level = Number(token.tag.slice(1));
  if (token.nesting === 1) token.attrSet('class', `heading-${level}`);
  token.tag = `h${Math.min(6, level + headingOffset)}`;
}

/** Style attributes are refused by the content security policy. */
function alignByClass(token: Token): void {
  const alignment = /text-align:(\w+)/.exec(String(token.attrGet('style') ?? ''))?.[1];
  token.attrs = alignment ? [['class', `align-${alignment}`]] : [];
}

/** "[x] Done" at the start of a list item is a box and not a bullet. */
function drawTask(item: Token, content: Token | undefined): void {
  const [first] = content?.type === 'inline' ? (content.children ?? []) : [];
  const box = /^\[([ xX])\] /.exec(first?.type === 'text' ? first.content : '');
  if (!first || !box) return;
  first.content = `${box[1] === ' ' ? '☐' : '☑'} ${first.content.slice(box[0].length)}`;
  item.attrSet('class', 'task');
}

function safeInlines(tokens: Token[]): Token[] {
  const isShown: boolean[] = [];
  return tokens.filter((token) => {
    if (token.type === 'image') return keepImage(token);
    if (token.type === 'link_close') return isShown.pop() ?? false;
    if (token.type !== 'link_open') return true;
    isShown.push(aimLink(token));
    return isShown.at(-1);
  });
}

/** False for a link that leads nowhere: only its label stays. */
function aimLink(token: Token): boolean {
  const target = linkTarget(String(token.attrGet('href') ?? ''));
  if (target.kind === 'none') return false;
  if (target.kind === 'url') {
    token.attrs = [
      ['href', target.url],
      ['title', target.url],
    ];
    return true;
  }
  token.attrs = fileLinkAttributes(target);
  return true;
}

/** An image that may not be loaded becomes its description. */
function keepImage(token: Token): boolean {
  if (isInlineImage(String(token.attrGet('src') ?? ''))) return true;
  token.type = 'text';
  token.tag = '';
  token.content = token.content || 'image';
  token.children = null;
  return true;
}
