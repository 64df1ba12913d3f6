import type { FileChange, Message, UserMessage } from '../model/message.ts';

/** What becomes of a file when the turns that changed it are taken back. */
export interface UndoneFile {
  readonly path: string;
  readonly fate: 'changed' | 'deleted' | 'broughtBack';
}

/** What a revert takes back, told before it happens. */
export interface Undoing {
  readonly prompts: number;
  /** Files and images that the first of the prompts has with it. */
  readonly attachments: number;
  readonly files: readonly UndoneFile[];
  /** Tools have run, but OpenCode has recorded nothing of what they changed. */
  readonly isUnrecorded: boolean;
}

const fates: { readonly [Status in FileChange['status']]: UndoneFile['fate'] } = {
  added: 'deleted',
  deleted: 'broughtBack',
  modified: 'changed',
};

/** What it means to take these messages back; the oldest comes first. */
export function undoingOf(messages: readonly Message[]): Undoing {
  const prompts = messages.filter((message) => message.role === 'user').filter(isPrompt);
  const files = undoneFiles(messages);
  const isUnrecorded = files.length === 0 && messages.some(hasActed);
  const attachments = (messages[0]?.parts ?? []).filter(({ kind }) => kind === 'file').length;
  return { prompts: prompts.length, attachments, files, isUnrecorded };
}

/** OpenCode asks itself for a compaction by a message of the user's kind. */
export function isPrompt({ parts }: UserMessage): boolean {
  return !parts.some((part) => part.kind === 'compaction');
}

/** A file becomes what it was before the first of the turns that changed it. */
function undoneFiles(messages: readonly Message[]): readonly UndoneFile[] {
  const known = new Map<string, UndoneFile>();
  for (const message of messages) {
    const changes = message.role === 'user' ? (message.changes ?? []) : [];
    for (const { path, status } of changes)
      if (!known.has(path)) known.set(path, { path, fate: fates[status] });
  }
  const patched = new Set(messages.flatMap(patchedFiles));
  const others = [...patched].filter((file) => ![...known.keys()].some((path) => isAt(file, path)));
  return [...known.values(), ...others.map((path) => ({ path, fate: 'changed' as const }))];
}

function patchedFiles({ parts }: Message): readonly string[] {
  return parts.flatMap((part) => (part.kind === 'patch' ? part.files : []));
}

/** One path is absolute, the other one relative to the repository. */
function isAt(file: string, path: string): boolean {
  const [whole, end] = [file, path].map((each) => each.replaceAll('\\', '/'));
  return whole === end || whole?.endsWith(`/${end}`) === true;
}

const actingTools: ReadonlySet<string> = new Set(['edit', 'write', 'patch', 'apply_patch', 'bash']);

function hasActed({ parts }: Message): boolean {
  return parts.some(
    (part) => part.kind === 'tool' && actingTools.has(part.tool) && part.state.kind === 'completed',
  );
}
