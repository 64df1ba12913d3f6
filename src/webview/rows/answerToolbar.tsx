import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { copyText } from '../clipboard.ts';
import { usePanel } from '../panel.ts';
import { RowToolbar } from './rowToolbar.tsx';

/** What can be done with an answer that is whole. */
export function AnswerToolbar({ rowId }: { readonly rowId: string }): JSX.Element {
  const panel = usePanel();
  const place = useRef<HTMLDivElement>(null);
  const copy = () => {
    panel.post({ type: 'actOnMessage', rowId, action: 'copy' });
    panel.announcer.say('Copied');
  };
  const copyPlain = () => copyText(panel, plainText(place.current));
  return (
    <div ref={place}>
      <RowToolbar
        label="Answer"
        buttons={[
          { id: 'copy', icon: 'copy', label: 'Copy answer as Markdown', onClick: copy },
          {
            id: 'copy-plain',
            icon: 'case-sensitive',
            label: 'Copy answer as plain text',
            onClick: copyPlain,
          },
        ]}
      />
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
