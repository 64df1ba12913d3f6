import type * as vscode from 'vscode';
import { DisposableStore } from './base/disposable.ts';
import { systemClock } from './base/time.ts';
import { EnvironmentNotices } from './host/environment/environmentNotices.ts';
import { machineVariables } from './host/environment/machineVariables.ts';
import { installerOptions } from './host/installerOptions.ts';
import { LazyServerPool } from './host/lazyServerPool.ts';
import { endLeftovers } from './host/leftovers.ts';
import { LogChannels } from './host/logChannels.ts';
import { Composing } from './host/mentions/composing.ts';
import { poolOptions } from './host/poolOptions.ts';
import { onProcessEnd } from './host/processEnd.ts';
import { ServerCredentials } from './host/serverCredentials.ts';
import { sessionImporter } from './host/sessionImporter.ts';
import { mountUi } from './host/ui.ts';
import type { ServerPool } from './model/server.ts';
import { hasSignsOfRuns } from './opencode/registry/runNames.ts';
import type { LocalServerPool, ServerPoolOptions } from './opencode/server/serverPool.ts';
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
  const variables = lasting.add(machineVariables(log));
  const load = () => loadServerPool(poolOptions(context, channels, { credentials, variables }));
  const pool = lasting.add(new LazyServerPool(load, log));
  const composing = lasting.add(new Composing(store, log, context.globalStorageUri.fsPath));
  const sessions = new SessionService({ store, pool, clock, log, read: composing.read });
  const broker = new RequestBroker({ store, backendOf: (root) => sessions.backendOf(root), log });
  const installer = async () => {
    const { LocalInstaller } = await import('./opencode/install/opencodeInstaller.ts');
    return lasting.add(new LocalInstaller(installerOptions(context, variables, log)));
  };
  const importer = sessionImporter(context, variables, log);
  const app = {
    store,
    sessions,
    broker,
    pool,
    channels,
    credentials,
    installer,
    importer,
    clock,
    composing,
  };
  running = pool;
  lasting.add(onProcessEnd(() => lasting.dispose()));
  const notices = new EnvironmentNotices({ store, variables, log });
  const leftovers = endLeftovers({
    isAnythingThere: () => hasSignsOfRuns(context.globalStorageUri.fsPath),
    end: () => pool.reap(),
    clock,
    log,
  });
  context.subscriptions.push(store, sessions, broker, notices, leftovers, mountUi(context, app));
}

/** VS Code waits for this one, but not for subscriptions: servers end in order before they are killed. */
export async function deactivate(): Promise<void> {
  await running?.stopAll().finally(() => lasting.dispose());
}

async function loadServerPool(options: ServerPoolOptions): Promise<LocalServerPool> {
  const { LocalServerPool } = await import('./opencode/server/serverPool.ts');
  return new LocalServerPool(options);
}
