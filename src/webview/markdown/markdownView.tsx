import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePanel } from '../panel.ts';
import { MarkdownText } from './markdownText.ts';

interface Props {
  readonly text: string;
  readonly isDone: boolean;
  /** Where it is a part as a whole. */
  readonly partId?: string;
}

export function MarkdownView({ text, isDone, partId }: Props): JSX.Element {
  const { highlighter } = usePanel();
  const container = useRef<HTMLDivElement>(null);
  const drawn = useRef<MarkdownText>(undefined);
  useLayoutEffect(() => {
    if (!container.current) return;
    drawn.current ??= new MarkdownText(container.current, highlighter);
    drawn.current.update(text, isDone);
  }, [text, isDone, highlighter]);
  return <div class="markdown" data-part-id={partId} data-field="text" ref={container} />;
}
