import { honestLine } from '../base/honestText.ts';
import type { RootId } from '../model/ids.ts';
import type { ExportedSession } from '../model/importer.ts';

export interface ImportQuestion {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

/** What is asked before a session is imported that OpenCode has already; undefined when it has not. */
export function importQuestion(
  { title }: ExportedSession,
  root: RootId,
  folder: string | undefined,
): ImportQuestion | undefined {
  if (folder === undefined) return undefined;
  const name = `“${honestLine(title, 100) || 'Untitled session'}”`;
  if (folder === root)
    return {
      message: `${name} is here already. Import it all the same?`,
      detail: 'Messages that are missing are added. What is there stays as it is.',
      button: 'Import',
    };
  return {
    message: `${name} belongs to another folder. Move it here?`,
    detail: `It leaves ${honestLine(folder)}. Messages that are missing are added.`,
    button: 'Move Here',
  };
}
