import { Fragment, type JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { fileReferences } from '../markdown/fileReferences.ts';
import { fileLinkAttributes } from '../markdown/linkAttributes.ts';
import { styledText } from './styledText.ts';

/** Further on nobody looks for links, and everyone waits for them. */
const longestLinked = 100_000;

/** What a program wrote: in its colours, with the files that it names as links. */
export function OutputRuns({ text }: { readonly text: string }): JSX.Element {
  const runs = useMemo(() => styledText(text), [text]);
  return (
    <>
      {runs.map((run, index) =>
        run.classes === '' ? (
          <Linked key={index} text={run.text} />
        ) : (
          <span key={index} class={run.classes}>
            <Linked text={run.text} />
          </span>
        ),
      )}
    </>
  );
}

function Linked({ text }: { readonly text: string }): JSX.Element {
  const references = useMemo(
    () => (text.length > longestLinked ? [] : fileReferences(text)),
    [text],
  );
  return (
    <>
      {references.map(({ start, end, target }, index) => (
        <Fragment key={index}>
          {text.slice(references[index - 1]?.end ?? 0, start)}
          <a {...Object.fromEntries(fileLinkAttributes(target))}>{text.slice(start, end)}</a>
        </Fragment>
      ))}
      {text.slice(references.at(-1)?.end ?? 0)}
    </>
  );
}
