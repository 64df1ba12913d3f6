/** What a button of a problem can do, and what it says. The host has one handler for each. */
const labels = {
  install: 'Install OpenCode',
  chooseBinary: 'Choose Binary…',
  openDocs: 'Open Documentation',
  retry: 'Try Again',
  /** For what a server that runs has not given. */
  loadAgain: 'Try Again',
  restartServer: 'Restart Server',
  openLog: 'Open Log',
  openServerLog: 'Open Server Log',
  copyDiagnostics: 'Copy Diagnostics',
  openSettings: 'Open Settings',
  openServerUrl: 'Open Settings',
  setPassword: 'Set Password…',
  pickModel: 'Choose Model…',
  editPrompt: 'Edit Prompt',
  retryPrompt: 'Send Again',
  withdrawPrompt: 'Cancel',
  stopAgain: 'Stop Again',
  restoreReverted: 'Restore',
  compactSession: 'Compact Session',
  manageTrust: 'Manage Workspace Trust',
  openFolder: 'Open Folder…',
} as const;

export type ActionId = keyof typeof labels;

export interface Action {
  readonly id: ActionId;
  readonly label: string;
  readonly isOnce?: true;
}

/** What a second click would do a second time. */
const once: ReadonlySet<ActionId> = new Set<ActionId>(['retryPrompt']);

export function isActionId(value: string): value is ActionId {
  return Object.hasOwn(labels, value);
}

export function actionsOf(ids: readonly ActionId[]): Action[] {
  return ids.map((id) => ({ id, label: labels[id], ...(once.has(id) ? { isOnce: true } : {}) }));
}
