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
  const loaded = useMemo(
    () => bodies.body({ rowId, partId, field }),
    [bodies, rowId, partId, field],
  ).value;
  const body = loaded && isSameText(loaded.of, text) ? loaded : undefined;
  return (
    <>
      {children(body?.text || text.text)}
      {text.isClipped && !body?.isComplete && (
        <button
          type="button"
          class="show-all"
          title={body && 'Ask once more'}
          onClick={() => {
            bodies.request(place, text);
          }}
        >
          {body ? 'Loading…' : `Show all (${text.total.toLocaleString()} characters)`}
        </button>
      )}
    </>
  );
}

/** Output that is rewritten in place may keep its length. */
function isSameText(left: ClippedText, right: ClippedText): boolean {
  return left.total === right.total && left.text === right.text;
}
