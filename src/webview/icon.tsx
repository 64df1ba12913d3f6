import type { JSX } from 'preact';
import type { IconName } from './iconNames.ts';
import { iconBox, iconPath } from './iconPath.ts';

/** Decoration only: whoever uses it gives the name. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox={iconBox(name)} aria-hidden="true" focusable="false">
      <path d={iconPath(name)} />
    </svg>
  );
}
