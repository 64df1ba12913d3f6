import { maxTextLength } from '../../protocol/toHost.ts';
import type { Panel } from '../panel.ts';
import { copyText } from '../clipboard.ts';
import { codeActionOf } from './codeButtons.ts';
import { linkTarget } from './links.ts';

const copiedFor = 1500;

/** Links and the buttons of code blocks inside drawn Markdown. */
export function onContentClick(event: MouseEvent, panel: Panel): void {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest('a');
  const button = event.target.closest<HTMLElement>('.code-action');
  if (!link && !button) return;
  event.preventDefault();
  // VS Code listens on the document for links and would open this one a second time.
  event.stopPropagation();
  if (link) openLink(link, panel);
  if (button) onCodeButton(button, panel);
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

function onCodeButton(button: HTMLElement, panel: Panel): void {
  const code = button.closest('.code-block')?.querySelector('code');
  const action = codeActionOf(button);
  if (!code || !action) return;
  const text = code.textContent;
  if (action === 'copy') {
    copyText(panel, text);
    showCopied(button);
    return;
  }
  const language = code.dataset['language'] ?? '';
  const fitting = text.length > maxTextLength ? {} : { text };
  panel.post({ type: 'code', action, language, ...fitting });
}

function showCopied(button: HTMLElement): void {
  button.classList.add('is-copied');
  setTimeout(() => {
    button.classList.remove('is-copied');
  }, copiedFor);
}
