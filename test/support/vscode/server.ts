import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../freePort.ts';
import { OwnedProcess } from '../ownedProcess.ts';
import { until } from '../until.ts';
import { installVscode, type VscodeInstall } from './install.ts';
import type { VscodeVersion } from './versions.ts';

export interface VscodeOptions {
  readonly version: VscodeVersion;
  /** Holds settings, extensions and logs; one per run. */
  readonly dataDir: string;
  readonly extensionVsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the extension host sees, PATH included; `process.env` when left out. */
  readonly env?: NodeJS.ProcessEnv;
  /** With it, a new folder opens in Restricted Mode. */
  readonly workspaceTrust?: boolean;
  /** Lets the URL load an extension and its tests from folders. Hides notification toasts. */
  readonly testDriver?: boolean;
  /** Keeps a URL over a restart; a free port when left out. */
  readonly port?: number;
}

export interface RunningVscode {
  readonly url: string;
  readonly logsDir: string;
  readonly pid: number | undefined;
  /** Replaces the user settings. This VS Code does not watch the file: reload the window. */
  writeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
};

/** Starts a real VS Code that is used through a browser. */
export async function startVscode(options: VscodeOptions): Promise<RunningVscode> {
  const install = await installVscode(options.version);
  await writeSettings(options.dataDir, options.settings ?? {});
  if (options.extensionVsix !== undefined)
    await installExtension(install, options, options.extensionVsix);
  const port = options.port ?? (await freePort());
  const server = new OwnedProcess(
    install.node,
    [...serverArguments(install, options), '--host', '127.0.0.1', '--port', String(port)],
    { env: cleanEnv(options.env ?? process.env) },
  );
  const url = `http://127.0.0.1:${port}`;
  await untilReady(server, url);
  return {
    url,
    logsDir: join(options.dataDir, 'data', 'logs'),
    pid: server.pid,
    writeSettings: (settings) => writeSettings(options.dataDir, settings),
    stop: () => server.stop(),
  };
}

function serverArguments(install: VscodeInstall, options: VscodeOptions): string[] {
  return [
    ...commonArguments(install, options.dataDir),
    '--without-connection-token',
    '--disable-telemetry',
    ...(options.env ? ['--force-disable-user-env'] : []),
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
}

function commonArguments(install: VscodeInstall, dataDir: string): string[] {
  return [install.serverMain, '--accept-server-license-terms', '--server-data-dir', dataDir];
}

async function installExtension(install: VscodeInstall, options: VscodeOptions, vsix: string) {
  const args = [...commonArguments(install, options.dataDir), '--install-extension', vsix];
  const installer = new OwnedProcess(install.node, args, { env: cleanEnv(process.env) });
  if (!(await installer.finished())) throw new Error(`${vsix} was refused:\n${installer.output}`);
}

/**
 * To this VS Code the server is a remote machine: settings of machine scope only count in the
 * machine's file, all others belong to the user.
 */
async function writeSettings(dataDir: string, settings: Readonly<Record<string, unknown>>) {
  const own = Object.entries(settings).filter(([name]) => name.startsWith('opencodeSessions.'));
  await writeJson(join(dataDir, 'data', 'Machine'), Object.fromEntries(own));
  await writeJson(join(dataDir, 'data', 'User'), { ...quietSettings, ...settings });
}

async function writeJson(folder: string, settings: Readonly<Record<string, unknown>>) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

async function untilReady(server: OwnedProcess, url: string): Promise<void> {
  try {
    await until(
      async () => {
        if (!server.running) throw new Error(`VS Code ended while starting:\n${server.output}`);
        const response = await fetch(url).catch(() => undefined);
        await response?.body?.cancel();
        return response?.ok;
      },
      { what: `VS Code at ${url}` },
    );
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A VS Code around us (its terminal, say) must not speak to the one that is started here. */
function cleanEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|npm_)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}
