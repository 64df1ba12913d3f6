import type { Panel } from '../panel.ts';
import { copyText } from '../clipboard.ts';
import { linkTarget } from './links.ts';

const copiedFor = 1500;

/** Links and copy buttons inside drawn Markdown; returns true when the click was ours. */
export function onContentClick(event: MouseEvent, panel: Panel): void {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest('a');
  const button = event.target.closest('.code-copy');
  if (!link && !button) return;
  event.preventDefault();
  // VS Code listens on the document for links and would open this one a second time.
  event.stopPropagation();
  if (link) openLink(link, panel);
  if (button) copyCode(button, panel);
}

function openLink(link: HTMLAnchorElement, { post }: Panel): void {
  const { path, line } = link.dataset;
  if (path) {
    post({ type: 'openFile', path, ...(line ? { line: Number(line) } : {}) });
    return;
  }
  const target = linkTarget(link.getAttribute('href') ?? '');
  if (target.kind === 'url') post({ type: 'openLink', url: target.url });
}

function copyCode(button: Element, panel: Panel): void {
  copyText(panel, button.closest('.code-block')?.querySelector('code')?.textContent ?? '');
  button.classList.add('is-copied');
  setTimeout(() => {
    button.classList.remove('is-copied');
  }, copiedFor);
}
