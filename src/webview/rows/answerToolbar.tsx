import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { copyText } from '../clipboard.ts';
import { usePanel } from '../panel.ts';
import { useMessageButtons } from './messageButtons.ts';
import { RowToolbar, type RowButton } from './rowToolbar.tsx';

/** What can be done with an answer that is whole. */
export function AnswerToolbar({ rowId }: { readonly rowId: string }): JSX.Element {
  const panel = usePanel();
  const place = useRef<HTMLDivElement>(null);
  const copyPlain: RowButton = {
    id: 'copy-plain',
    icon: 'case-sensitive',
    label: 'Copy answer as plain text',
    onClick: () => copyText(panel, plainText(place.current)),
  };
  const [copy, ...others] = useMessageButtons(rowId, [
    { id: 'copy', icon: 'copy', label: 'Copy answer as Markdown' },
    { id: 'fork', icon: 'git-branch', label: 'Fork the session after this answer' },
  ]);
  return (
    <div ref={place}>
      <RowToolbar label="Answer" buttons={copy ? [copy, copyPlain, ...others] : [copyPlain]} />
    </div>
  );
}

/** As it is drawn: without the marks of Markdown, and without thoughts, tools and buttons. */
function plainText(place: HTMLElement | null): string {
  const row = place?.closest('.row');
  row?.classList.add('words-only');
  const texts = [...(row?.querySelectorAll<HTMLElement>(':scope > .markdown') ?? [])];
  const words = texts.map((text) => text.innerText.trim()).join('\n\n');
  row?.classList.remove('words-only');
  return words;
}
