import type { JSX } from 'preact';
import type { FileProblems as Problems } from '../../protocol/view.ts';
import { Icon } from '../icon.tsx';
import { FileLinkButton } from './fileLinkButton.tsx';

interface Props {
  readonly problems: Problems;
}

/** What a language server found wrong after a change. */
export function FileProblems({ problems: { errors, total } }: Props): JSX.Element {
  const more = total - errors.length;
  return (
    <ul class="file-problems" aria-label="Problems after the change">
      {errors.map(({ file, text }, index) => (
        <li key={index} class="file-problem">
          <Icon name="error" />
          <FileLinkButton file={file} />
          <span>{text}</span>
        </li>
      ))}
      {more > 0 && <li class="muted">and {more} more</li>}
    </ul>
  );
}
