import type { JSX } from 'preact';
import { Icon } from '../icon.tsx';

interface Props {
  readonly name: string;
  readonly mime: string;
}

export function FileChip({ name, mime }: Props): JSX.Element {
  return (
    <span class="chip" title={`${name} (${mime})`}>
      <Icon name={mime.startsWith('image/') ? 'file-media' : 'file'} />
      <span class="ellipsis">{name}</span>
    </span>
  );
}
