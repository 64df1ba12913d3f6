import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ClippedText } from '../../protocol/view.ts';
import { Clipped } from '../clipped.tsx';
import { OutputRuns } from '../terminal/outputRuns.tsx';
import type { ToolPlace } from './toolBody.tsx';

interface Props extends ToolPlace {
  readonly label: string;
  readonly text: ClippedText;
  readonly field: string;
  /** Keeps the end in sight while it grows. */
  readonly isLive?: boolean;
  /** The text of a file is neither coloured nor full of links. */
  readonly isFile?: boolean;
}

/** Text as a program wrote it, in a box of limited height. Nothing when there is none. */
export function OutputText({
  label,
  text,
  field,
  rowId,
  partId,
  isLive,
  isFile,
}: Props): JSX.Element | null {
  if (!text.text) return null;
  return (
    <Clipped text={text} place={{ rowId, partId, field }}>
      {(shown) => (
        <OutputBox
          label={label}
          field={field}
          text={shown}
          isLive={isLive ?? false}
          isFile={isFile ?? false}
        />
      )}
    </Clipped>
  );
}

interface BoxProps {
  readonly label: string;
  readonly field: string;
  readonly text: string;
  readonly isLive: boolean;
  readonly isFile: boolean;
}

function OutputBox({ label, field, text, isLive, isFile }: BoxProps): JSX.Element {
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (isLive && isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text, isLive]);
  return (
    <pre
      class="output"
      ref={box}
      tabIndex={0}
      aria-label={label}
      data-field={field}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 8;
      }}
    >
      {isFile ? text : <OutputRuns text={text} />}
    </pre>
  );
}
