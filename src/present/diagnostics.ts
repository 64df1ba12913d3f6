import type { RootId } from '../model/ids.ts';
import type { ServerPlace, ServerStarter } from '../model/server.ts';
import { pendingRequests, workingSessions } from '../session/selectors.ts';
import type { NotedError, ServerStep } from '../session/serverHistory.ts';
import type { RootState, State } from '../session/state.ts';
import { plural } from './format.ts';
import { placedPath, type NamedFolder } from './placedPath.ts';

/** What is known of the machine and the editor. */
export interface Surroundings {
  /** Name and value, such as `VS Code` and `1.139.1 desktop`. */
  readonly versions: readonly (readonly [name: string, value: string])[];
  /** Settings that the person has changed; a value that could tell of them is `set`. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** The person's home folder, which is shown as `~`. */
  readonly home: string;
}

export interface DiagnosticsInput {
  readonly state: State;
  readonly history: ServerRecord;
  readonly surroundings: Surroundings;
  readonly now: number;
}

/** What is remembered of each server, as `ServerHistory` does. */
export interface ServerRecord {
  steps(root: RootId): readonly ServerStep[];
  /** Where it runs, or ran last. */
  place(root: RootId): ServerPlace | undefined;
  readonly errors: readonly NotedError[];
}

const tenMinutes = 10 * 60_000;

/**
 * A text to be pasted into an issue. It holds no prompt, no answer, no secret, and of paths only where
 * OpenCode is: folders are numbered, and errors are codes, because their sentences may hold anything.
 */
export function diagnosticsText(input: DiagnosticsInput): string {
  const { surroundings, now } = input;
  const roots = [...input.state.roots.values()];
  const blocks = [
    [`OpenCode Sessions: diagnostics of ${timeText(now)}`],
    surroundings.versions.map(([name, value]) => `${name}: ${value}`),
    listed(
      'Changed settings',
      surroundings.settings.map(([name, value]) => `${name}: ${value}`),
    ),
    ...roots.map((root, index) => rootLines(root, index + 1, input)),
    listed(
      'Last errors',
      input.history.errors.map((error) => errorText(error, roots)),
    ),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function rootLines(root: RootState, number: number, input: DiagnosticsInput): readonly string[] {
  const steps = input.history.steps(root.id);
  const since = steps.at(-1)?.at;
  return [
    `Root ${number}`,
    `  Server: ${root.server.kind}${since === undefined ? '' : ` since ${timeText(since)}`}`,
    ...placeLines(input.history.place(root.id), namedFolders(input)),
    `  Restarts in the last 10 minutes: ${restarts(steps, input.now)}`,
    `  Streams lost and found again: ${regained(steps)}`,
    `  ${countsText(root)}`,
    ...listed(
      '  Steps',
      steps.map((step) => `  ${stepText(step)}`),
    ),
  ];
}

/** Folders of the workspace may lie in the home folder. */
function namedFolders({ state, surroundings }: DiagnosticsInput): readonly NamedFolder[] {
  const roots = [...state.roots.keys()].map((folder, index) => ({
    folder,
    name: `root ${index + 1}:`,
  }));
  return [...roots, { folder: surroundings.home, name: '~' }];
}

function listed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? [`${title}: none`]
    : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

const starters: { readonly [Starter in ServerStarter]: string } = {
  thisWindow: 'this window',
  otherWindow: 'another window',
  person: 'the person',
};

function placeLines(
  place: ServerPlace | undefined,
  folders: readonly NamedFolder[],
): readonly string[] {
  if (!place) return [];
  const { version, origin, startedBy, program, unnoted } = place;
  const from = program === undefined ? '' : ` from ${placedPath(program, folders)}`;
  return [
    `  OpenCode: ${versionText(version)}${from}`,
    `  Port: ${portOf(origin)}, started by ${starters[startedBy]}`,
    ...(unnoted === undefined
      ? []
      : [`  The storage cannot be written (${unnoted}): noted in the folder for temporary files`]),
  ];
}

/** A server may call itself what it likes. */
function versionText(version: string): string {
  return /^v?\d+\.\d+\.\d+(?:-[\w.]{1,40})?$/.exec(version)?.[0] ?? 'of an unusual version';
}

/** The name of a machine that the person runs it on is nobody's business. */
function portOf(origin: string): string {
  const { protocol, port } = URL.parse(origin) ?? { protocol: '', port: '' };
  return port === '' ? `the default one of ${protocol.replace(':', '')}` : port;
}

function restarts(steps: readonly ServerStep[], now: number): number {
  const recent = steps.filter(({ at }) => now - at < tenMinutes);
  return recent.filter(({ isRestarting }) => isRestarting === true).length;
}

/** The stream is lost also when the server ends. */
function regained(steps: readonly ServerStep[]): number {
  return steps.filter(({ kind }, at) => kind === 'reconnecting' && steps[at + 1]?.kind === 'ready')
    .length;
}

function countsText(root: RootState): string {
  const waiting = pendingRequests({ roots: new Map([[root.id, root]]) }).length;
  const failed = root.outbox.filter(({ state }) => state.kind === 'failed').length;
  return [
    `${plural(root.sessions.size, 'session')}${root.isLoaded ? '' : ' (not loaded)'}`,
    `${workingSessions(root).length} working`,
    `${waiting} waiting for an answer`,
    `${root.outbox.length - failed} prompts on their way`,
    `${failed} failed`,
  ].join(', ');
}

function stepText({ at, kind, because, code, end, isRestarting }: ServerStep): string {
  const facts = [because, code, end, isRestarting ? 'to be started again' : undefined];
  const known = facts.filter((fact) => fact !== undefined);
  return `${timeText(at)} ${kind}${known.length === 0 ? '' : ` (${known.join(', ')})`}`;
}

function errorText(
  { at, rootId, code, statusCode }: NotedError,
  roots: readonly RootState[],
): string {
  const number = roots.findIndex(({ id }) => id === rootId) + 1;
  const place = number > 0 ? ` in root ${number}` : '';
  return `${timeText(at)} ${code}${statusCode === undefined ? '' : ` ${statusCode}`}${place}`;
}

function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
