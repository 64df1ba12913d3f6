import type { JSX } from 'preact';
import type { FileLink } from '../../protocol/view.ts';
import { usePanel } from '../panel.ts';

export function FileLinkButton({ file }: { readonly file: FileLink }): JSX.Element {
  const { post } = usePanel();
  const { path, label, line } = file;
  return (
    <button
      type="button"
      class="link-button"
      title={path}
      onClick={() => {
        post({ type: 'openFile', path, ...(line === undefined ? {} : { line }) });
      }}
    >
      {label}
    </button>
  );
}
