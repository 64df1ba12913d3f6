import { isShellLanguage } from '../../protocol/shellLanguage.ts';
import type { CodeAction } from '../../protocol/toHost.ts';
import type { IconName } from '../iconNames.ts';
import { iconBox, iconPath } from '../iconPath.ts';

const svg = 'http://www.w3.org/2000/svg';

interface CodeButton {
  readonly action: CodeAction | 'copy';
  readonly label: string;
  /** The style shows the second one once the action is done. */
  readonly icons: readonly IconName[];
}

const copy: CodeButton = { action: 'copy', label: 'Copy code', icons: ['copy', 'check'] };
/** The style shows these where there is room, and `choose` where there is not. */
const others: readonly CodeButton[] = [
  { action: 'insert', label: 'Insert code at cursor', icons: ['indent'] },
  { action: 'newFile', label: 'Open code as new file', icons: ['new-file'] },
];
const run: CodeButton = { action: 'run', label: 'Run code in terminal', icons: ['terminal'] };
const choose: CodeButton = {
  action: 'choose',
  label: 'More for this code',
  icons: ['kebab-vertical'],
};
const all = [copy, ...others, run, choose];

/** The buttons of a code block as HTML, without their icons: those are no content of a text. */
export function codeButtons(language: string): string {
  const buttons = [...others, ...(isShellLanguage(language) ? [run] : []), copy, choose];
  return `<span class="code-actions">${buttons.map(buttonHtml).join('')}</span>`;
}

function buttonHtml({ action, label }: CodeButton): string {
  return `<button type="button" class="icon-button code-action is-${action}" data-action="${action}" aria-label="${label}" title="${label}"></button>`;
}

export function withCodeIcons(content: DocumentFragment): DocumentFragment {
  for (const button of content.querySelectorAll<HTMLElement>('.code-action')) {
    const icons = all.find(({ action }) => action === button.dataset['action'])?.icons ?? [];
    button.append(...icons.map(iconElement));
  }
  return content;
}

export function codeActionOf(button: HTMLElement): CodeButton['action'] | undefined {
  return all.find(({ action }) => action === button.dataset['action'])?.action;
}

function iconElement(name: IconName): SVGElement {
  const icon = document.createElementNS(svg, 'svg');
  icon.setAttribute('class', `icon icon-${name}`);
  icon.setAttribute('viewBox', iconBox(name));
  icon.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', iconPath(name));
  icon.append(path);
  return icon;
}
