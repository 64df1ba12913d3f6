import { homedir } from 'node:os';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from './base/disposable.ts';
import { AppError } from './base/errors.ts';
import type { Logger } from './base/log.ts';
import { systemClock } from './base/time.ts';
import { canonicalPath } from './host/canonicalPath.ts';
import { withoutEditorVariables } from './host/environment/editorVariables.ts';
import { EnvironmentNotices } from './host/environment/environmentNotices.ts';
import { readProxySettings } from './host/environment/proxySettings.ts';
import { ServerVariables } from './host/environment/serverVariables.ts';
import { LazyServerPool } from './host/lazyServerPool.ts';
import { LogChannels } from './host/logChannels.ts';
import { onProcessEnd } from './host/processEnd.ts';
import { ripgrepDirectory } from './host/ripgrep.ts';
import { ServerCredentials } from './host/serverCredentials.ts';
import { readEnvironmentSetting, readSettings } from './host/settings.ts';
import { mountUi } from './host/ui.ts';
import type { ServerPool } from './model/server.ts';
import type { AttachSettings } from './opencode/attach.ts';
import type { Environment } from './opencode/serverEnvironment.ts';
import { RequestBroker } from './session/requestBroker.ts';
import { SessionService } from './session/sessionService.ts';
import { Store } from './session/store.ts';

/** What VS Code's end of the subscriptions must not take from the servers while they stop. */
let lasting = new DisposableStore();
let running: ServerPool | undefined;

/** log -> app -> ui. Starts no process: a root's server starts when its sessions are first wanted. */
export function activate(context: vscode.ExtensionContext): void {
  lasting = new DisposableStore();
  const channels = lasting.add(new LogChannels());
  const log = channels.extension;
  const clock = systemClock;
  const store = new Store({ onError: (error) => log.error(String(error)) });
  const credentials = new ServerCredentials(context.secrets);
  const variables = lasting.add(serverVariables(log));
  const load = () => loadServerPool(context, channels, { credentials, variables });
  const pool = lasting.add(new LazyServerPool(load, log));
  const sessions = new SessionService({ store, pool, clock, log });
  const broker = new RequestBroker({ store, backendOf: (root) => sessions.backendOf(root), log });
  const app = { store, sessions, broker, pool, channels, credentials, clock };
  running = pool;
  lasting.add(onProcessEnd(() => lasting.dispose()));
  const notices = new EnvironmentNotices({ store, variables, log });
  context.subscriptions.push(store, sessions, broker, notices, mountUi(context, app));
}

/** VS Code waits for this one, but not for subscriptions: servers end in order before they are killed. */
export async function deactivate(): Promise<void> {
  await running?.stopAll();
  lasting.dispose();
}

/** What settings add to the environment that this VS Code was started with. */
function serverVariables(log: Logger): ServerVariables {
  return new ServerVariables({
    base: ownEnvironment(),
    host: { platform: process.platform, home: homedir(), canonical: canonicalPath },
    readProxy: readProxySettings,
    readEnvironment: readEnvironmentSetting,
    log,
  });
}

function ownEnvironment(): Environment {
  return withoutEditorVariables(process.env);
}

interface LaunchSources {
  readonly credentials: ServerCredentials;
  readonly variables: ServerVariables;
}

async function loadServerPool(
  context: vscode.ExtensionContext,
  channels: LogChannels,
  { credentials, variables }: LaunchSources,
): Promise<ServerPool> {
  const { LocalServerPool } = await import('./opencode/serverPool.ts');
  const ripgrep = ripgrepDirectory();
  return new LocalServerPool({
    clock: systemClock,
    log: channels.extension,
    onOutput: (root, line) => channels.server.info(`[${basename(root)}] ${line}`),
    baseEnv: ownEnvironment(),
    storageDirectory: context.globalStorageUri.fsPath,
    canStart: () =>
      vscode.workspace.isTrusted
        ? undefined
        : new AppError('workspace-untrusted', 'The workspace is not trusted.'),
    settings: (root) => ({
      ...readSettings(),
      attach: attachSettings(credentials),
      extraEnv: variables.give(root),
      pathEntries: ripgrep === undefined ? [] : [ripgrep],
    }),
  });
}

function attachSettings(credentials: ServerCredentials): AttachSettings | undefined {
  const { serverUrl: url } = readSettings();
  return url === undefined ? undefined : { url, credentials: (origin) => credentials.get(origin) };
}
