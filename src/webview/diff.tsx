import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { DiffView } from '../protocol/view.ts';
import type { BodyPlace } from './bodies.ts';
import { Clipped } from './clipped.tsx';
import { type DiffLine, diffLines } from './diffLines.ts';

/** Beyond this the diff editor serves better. */
const mostLines = 2000;

interface Props {
  readonly diff: DiffView;
  readonly place: BodyPlace;
}

export function Diff({ diff, place }: Props): JSX.Element {
  return (
    <Clipped text={diff.patch} place={place}>
      {(patch) => <Lines patch={patch} />}
    </Clipped>
  );
}

const signs: Readonly<Record<DiffLine['kind'], string>> = {
  added: '+',
  removed: '−',
  same: ' ',
  hunk: ' ',
};

function Lines({ patch }: { readonly patch: string }): JSX.Element {
  const lines = useMemo(() => diffLines(patch), [patch]);
  const hidden = lines.length - mostLines;
  return (
    <div class="diff" data-field="patch" role="group" aria-label="Changes" tabIndex={0}>
      <div class="diff-lines">
        {lines.slice(0, mostLines).map(({ kind, number, text }, index) => (
          <div key={index} class={`diff-line is-${kind}`}>
            <span class="diff-number">{number}</span>
            <span class="diff-sign">{signs[kind]}</span>
            <code>{text}</code>
          </div>
        ))}
      </div>
      {hidden > 0 && <p class="muted tool-line">and {hidden} more lines</p>}
    </div>
  );
}
