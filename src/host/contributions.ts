/** What an item of the session tree hands to its commands. */
export interface TreeTarget {
  readonly rootId: string;
  readonly sessionId?: string | undefined;
}

/** Argument lists of every command in the manifest. A test holds the keys against package.json. */
export interface Commands {
  'opencodeSessions.runTask': [];
  'opencodeSessions.newSession': [target?: TreeTarget];
  'opencodeSessions.openSession': [target?: TreeTarget];
  'opencodeSessions.openSessionInEditor': [target?: TreeTarget];
  'opencodeSessions.findInChat': [];
  'opencodeSessions.renameSession': [target?: TreeTarget];
  'opencodeSessions.archiveSession': [target?: TreeTarget];
  'opencodeSessions.deleteSession': [target?: TreeTarget];
  'opencodeSessions.copySessionId': [target?: TreeTarget];
  'opencodeSessions.forkSession': [target?: TreeTarget];
  'opencodeSessions.compactSession': [target?: TreeTarget];
  'opencodeSessions.exportSession': [target?: TreeTarget];
  'opencodeSessions.shareSession': [target?: TreeTarget];
  'opencodeSessions.unshareSession': [target?: TreeTarget];
  'opencodeSessions.importSession': [target?: TreeTarget];
  'opencodeSessions.refreshSessions': [];
  'opencodeSessions.stopSession': [target?: TreeTarget];
  'opencodeSessions.answerRequest': [target?: TreeTarget];
  'opencodeSessions.startServer': [target?: TreeTarget];
  'opencodeSessions.stopServer': [target?: TreeTarget];
  'opencodeSessions.restartServer': [target?: TreeTarget];
  'opencodeSessions.connectServer': [target?: TreeTarget];
  'opencodeSessions.setServerPassword': [];
  'opencodeSessions.installOpencode': [];
  'opencodeSessions.removeOpencode': [];
  'opencodeSessions.showMenu': [];
  'opencodeSessions.showLog': [];
  'opencodeSessions.showServerLog': [];
  'opencodeSessions.copyDiagnostics': [];
}

export type CommandId = keyof Commands;

/** Forgetting a command does not compile. */
export type CommandTable = {
  readonly [Id in CommandId]: (...args: Commands[Id]) => Promise<void> | void;
};

export const viewIds = {
  container: 'opencodeSessions',
  sessions: 'opencodeSessions.sessions',
  chat: 'opencodeSessions.chat',
  chatPanel: 'opencodeSessions.chatPanel',
} as const;
