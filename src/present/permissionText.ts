import type { PermissionRequest } from '../model/request.ts';
import { honestText, shortened } from '../base/honestText.ts';
import { isCreation } from './diffText.ts';
import { firstText, textField } from './fields.ts';
import { relativePath } from './paths.ts';

/** What a request is about, in the words of each surface. */
export interface PermissionText {
  /** Of the card: a question. */
  readonly title: string;
  /** Of the notification: completes "OpenCode wants to …". */
  readonly wish: string;
  /** What exactly, verbatim; may have many lines. */
  readonly subject: string;
}

type Writer = (request: PermissionRequest, subject: string) => Omit<PermissionText, 'subject'>;

const writers: Readonly<Record<string, Writer>> = {
  bash: () => ({ title: 'Run a command?', wish: 'run' }),
  edit: (request, subject) => {
    const verb = isCreation(textField(request.metadata, 'diff')) ? 'Create' : 'Edit';
    return { title: `${verb} ${short(subject)}?`, wish: verb.toLowerCase() };
  },
  read: (_request, subject) => ({ title: `Read ${short(subject)}?`, wish: 'read' }),
  external_directory: () => ({
    title: 'Reach outside the workspace folder?',
    wish: 'reach outside the workspace folder',
  }),
  webfetch: () => ({ title: 'Fetch a web page?', wish: 'fetch' }),
  websearch: () => ({ title: 'Search the web?', wish: 'search the web for' }),
  codesearch: () => ({ title: 'Search for code on the web?', wish: 'search for code about' }),
  grep: () => ({ title: 'Search in files?', wish: 'search in files for' }),
  glob: () => ({ title: 'Look for files?', wish: 'look for files named' }),
  list: () => ({ title: 'List a folder?', wish: 'list' }),
  task: () => ({ title: 'Start a sub-agent?', wish: 'start the sub-agent' }),
  skill: () => ({ title: 'Load a skill?', wish: 'load the skill' }),
  todowrite: () => ({ title: 'Update the to-do list?', wish: 'update the to-do list' }),
  doom_loop: () => ({
    title: 'Keep going? The same call was made several times in a row.',
    wish: 'repeat the same call once more',
  }),
};

export function permissionText(request: PermissionRequest): PermissionText {
  const subject = honestText(subjectOf(request)).trim();
  const writer = Object.hasOwn(writers, request.permission)
    ? writers[request.permission]
    : undefined;
  const words = writer?.(request, subject) ?? unknownTool(request.permission);
  return { ...words, subject };
}

/** What "Always allow" would cover, as a sentence. */
export function alwaysScope(request: PermissionRequest): string {
  return `Always allow covers ${alwaysCovers(request)} until OpenCode stops.`;
}

/** The same in a few words. */
export function alwaysCovers({ always, permission }: PermissionRequest): string {
  if (always.length === 0 || always.includes('*')) {
    return kinds[permission] ?? `every use of ${short(permission)}`;
  }
  const shown = always.slice(0, 5).map((pattern) => `\`${short(honestText(pattern))}\``);
  const more = always.length - shown.length;
  return listed(more > 0 ? [...shown, `${more} more`] : shown);
}

const kinds: Readonly<Record<string, string | undefined>> = {
  bash: 'all commands',
  edit: 'all edits',
  read: 'all reads',
  external_directory: 'every folder outside the workspace',
  webfetch: 'all web pages',
  websearch: 'all web searches',
  task: 'all sub-agents',
};

function subjectOf(request: PermissionRequest): string {
  const { metadata, patterns, permission, rootId } = request;
  if (permission === 'bash') return textField(metadata, 'command') || patterns.join('\n');
  if (permission === 'edit' || permission === 'read') {
    const path = textField(metadata, 'filepath');
    return path === '' ? patterns.join(', ') : relativePath(rootId, path);
  }
  const named = firstText(metadata, ['url', 'query', 'filepath', 'pattern', 'tool']);
  return named || patterns.filter((pattern) => pattern !== '*').join(', ');
}

function unknownTool(permission: string): Omit<PermissionText, 'subject'> {
  const name = short(honestText(permission));
  return { title: `Use ${name}?`, wish: `use ${name}` };
}

function short(text: string): string {
  return shortened(text.replace(/\s+/g, ' '), 80);
}

function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
