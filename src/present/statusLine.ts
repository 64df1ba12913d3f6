import { isRestarting, type ServerState } from '../model/server.ts';
import { pendingRequests, stoppingSessions, workingSessions } from '../session/selectors.ts';
import type { RootState, State } from '../session/state.ts';
import { withoutIcons } from './cleanText.ts';
import { plural } from './format.ts';
import { isAttached, isUp, serverText } from './serverText.ts';

export type StatusSeverity = 'none' | 'warning' | 'error';

export interface StatusLine {
  /** With codicons as `$(name)`. */
  readonly text: string;
  readonly tooltip: string;
  readonly severity: StatusSeverity;
  readonly accessibleLabel: string;
}

/** The state of all servers and what waits, in the few words a status bar has. */
export function statusLine(state: State): StatusLine {
  const { icon, words, severity } = summaryOf(state);
  const text = words === '' ? 'OpenCode' : `OpenCode: ${words}`;
  return {
    text: `$(${icon}) ${text}`,
    tooltip: [text, ...[...state.roots.values()].map(rootLine)].join('\n'),
    severity,
    accessibleLabel: `OpenCode Sessions: ${words === '' ? overall(state) : words}`,
  };
}

interface Summary {
  readonly icon: string;
  readonly words: string;
  readonly severity: StatusSeverity;
}

/** The most urgent thing first: someone waits, something broke, something moves. */
function summaryOf(state: State): Summary {
  const roots = [...state.roots.values()];
  const has = (kind: ServerState['kind']): boolean =>
    roots.some(({ server }) => server.kind === kind);
  const waiting = pendingRequests(state).length;
  if (waiting > 0) {
    return { icon: 'bell-dot', words: `${waiting} waiting for you`, severity: 'warning' };
  }
  const crashed = roots.filter(({ server }) => server.kind === 'crashed');
  if (crashed.some(({ server }) => !isRestarting(server)))
    return { icon: 'error', words: 'server stopped', severity: 'error' };
  const refused = roots.flatMap(({ server }) => (server.kind === 'refused' ? [server.error] : []));
  const problem = refused.find(({ code }) => code !== 'workspace-untrusted');
  if (problem) {
    const words = problem.attachedTo === undefined ? 'cannot start' : 'cannot connect';
    return { icon: 'error', words, severity: 'error' };
  }
  // The person's own choice, which VS Code shows in its own place too.
  if (refused.length > 0) return { icon: 'shield', words: 'Restricted Mode', severity: 'none' };
  if (crashed.length > 0) return { icon: 'sync~spin', words: 'restarting…', severity: 'none' };
  if (has('reconnecting')) return { icon: 'sync~spin', words: 'reconnecting…', severity: 'none' };
  if (has('starting')) return { icon: 'loading~spin', words: 'starting…', severity: 'none' };
  return (
    workSummary(roots) ?? {
      icon: has('ready') ? 'circle-filled' : 'circle-outline',
      words: '',
      severity: 'none',
    }
  );
}

function workSummary(roots: readonly RootState[]): Summary | undefined {
  if (roots.some(({ stopping }) => [...stopping.values()].some(({ isLate }) => isLate)))
    return { icon: 'warning', words: 'not stopped yet', severity: 'warning' };
  const busy = roots.reduce((sum, root) => sum + workingSessions(root).length, 0);
  if (busy > 0) return { icon: 'loading~spin', words: `${busy} working`, severity: 'none' };
  const isStopping = roots.some((root) => stoppingSessions(root).length > 0);
  return isStopping ? { icon: 'loading~spin', words: 'stopping…', severity: 'none' } : undefined;
}

function overall(state: State): string {
  const isReady = [...state.roots.values()].some(({ server }) => server.kind === 'ready');
  return isReady ? 'ready' : 'no server is running';
}

function rootLine(root: RootState): string {
  const busy = workingSessions(root).length;
  return `${root.name}: ${serverText(root.server)}${busy > 0 ? `, ${plural(busy, 'session')} working` : ''}`;
}

export interface MenuItem {
  readonly label: string;
  readonly description: string;
  /** One of the extension's commands, with what it is to be called with. */
  readonly command: string;
  readonly arguments: readonly { readonly rootId: string }[];
}

/** What the status bar item's menu offers. `isAttaching`: a server that the person runs is set. */
export function menuItems(state: State, isAttaching = false): readonly MenuItem[] {
  const roots = [...state.roots.values()];
  const waiting = pendingRequests(state).length;
  return [
    ...(waiting > 0
      ? [item('$(bell-dot) Answer What Is Waiting…', `${waiting}`, 'answerRequest')]
      : []),
    item('$(comment-discussion) Open Session…', '', 'openSession'),
    item('$(add) New Session', '', 'newSession'),
    item('$(play) Run OpenCode Task…', '', 'runTask'),
    ...roots.flatMap((root) =>
      isAttaching || isAttached(root.server) ? [connectItem(root)] : serverItems(root),
    ),
    item('$(output) Show Log', '', 'showLog'),
    item('$(server-process) Show Server Output', '', 'showServerLog'),
    item('$(clippy) Copy Diagnostics', '', 'copyDiagnostics'),
  ];
}

/** What the person runs is not for us to start or to stop. */
function connectItem(root: RootState): MenuItem {
  const verb = isAttached(root.server) ? 'Reconnect' : 'Connect';
  const place = `${root.name} · ${serverText(root.server)}`;
  return item(`$(plug) ${verb} to Server`, place, 'connectServer', root);
}

function serverItems(root: RootState): readonly MenuItem[] {
  const place = `${root.name} · ${serverText(root.server)}`;
  return isUp(root.server)
    ? [
        item('$(debug-restart) Restart Server', place, 'restartServer', root),
        item('$(debug-stop) Stop Server', place, 'stopServer', root),
      ]
    : [item('$(debug-start) Start Server', place, 'startServer', root)];
}

function item(label: string, description: string, command: string, root?: RootState): MenuItem {
  return {
    label,
    description: withoutIcons(description),
    command: `opencodeSessions.${command}`,
    arguments: root ? [{ rootId: root.id }] : [],
  };
}
