import type { JSX } from 'preact';

/** A sentence of the host: what it puts in backticks is code. */
export function WithCode({ text }: { readonly text: string }): JSX.Element {
  const pieces = text.split('`');
  return (
    <>
      {pieces.map((piece, index) =>
        index % 2 === 1 && index < pieces.length - 1 ? <code key={index}>{piece}</code> : piece,
      )}
    </>
  );
}
