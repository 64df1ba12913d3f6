import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ClippedText } from '../protocol/view.ts';
import type { BodyPlace } from './bodies.ts';
import { usePanel } from './panel.ts';

interface Props {
  readonly text: ClippedText;
  readonly place: BodyPlace;
  readonly children: (text: string) => JSX.Element;
}

/** A text that may have been cut for transport, with a button for the whole of it. */
export function Clipped({ text, place, children }: Props): JSX.Element {
  const { bodies } = usePanel();
  const { rowId, partId, field } = place;
  const body = useMemo(
    () => bodies.body({ rowId, partId, field }),
    [bodies, rowId, partId, field],
  ).value;
  return (
    <>
      {children(body?.text || text.text)}
      {text.isClipped && !body?.isComplete && (
        <button
          type="button"
          class="show-all"
          disabled={body !== undefined}
          onClick={() => {
            bodies.request(place);
          }}
        >
          {body ? 'Loading…' : `Show all (${text.total.toLocaleString()} characters)`}
        </button>
      )}
    </>
  );
}
