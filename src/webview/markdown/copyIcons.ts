import type { IconName } from '../iconNames.ts';
import { iconBox, iconPath } from '../iconPath.ts';

const svg = 'http://www.w3.org/2000/svg';

/** Draws the copy buttons of code blocks; the style shows the second icon once copied. */
export function withCopyIcons(content: DocumentFragment): DocumentFragment {
  for (const button of content.querySelectorAll('.code-copy')) {
    button.append(iconElement('copy'), iconElement('check'));
  }
  return content;
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
