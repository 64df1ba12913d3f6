import type { InstalledOpencode, InstallPlan } from '../model/installer.ts';

/** What a person is asked before anything is done. */
export interface Question {
  readonly text: string;
  readonly detail: string;
  readonly button: string;
}

export interface InstallWish {
  readonly version: string;
  /** Undefined when that version is installed already. */
  readonly plan: InstallPlan | undefined;
  readonly present: InstalledOpencode | undefined;
  /** What the setting names now. */
  readonly binaryPath: string | undefined;
  /** What the environment names now. */
  readonly environment: string | undefined;
}

export function installQuestion(wish: InstallWish): Question {
  const { version, plan, present, binaryPath, environment } = wish;
  const details = [
    plan && installDetail(plan),
    binaryPath !== undefined &&
      `The setting opencodeSessions.server.path, which names ${binaryPath}, will be cleared.`,
    environment !== undefined &&
      environment !== '' &&
      `The environment variable OPENCODE_BIN names ${environment}. That one comes first as long as the variable is set.`,
  ];
  const detail = details.filter((text) => typeof text === 'string').join('\n\n');
  if (!plan)
    return {
      text: `Use the OpenCode ${version} that this extension installed?`,
      detail,
      button: 'Use It',
    };
  return present
    ? { text: `Update OpenCode ${present.version} to ${version}?`, detail, button: 'Update' }
    : { text: `Install OpenCode ${version}?`, detail, button: 'Install' };
}

function installDetail(plan: InstallPlan): string {
  const { manager, package: name, otherPackages, version, folder } = plan;
  return [
    `${manager} will download ${name} ${version} from its registry into this extension's own folder (about 190 MB on the disk):`,
    folder,
    ...(otherPackages.length > 0
      ? ['Should that build not run here, another one of the same version is tried.']
      : []),
    'Nothing else on this machine is changed, and no install scripts are run.',
  ].join('\n');
}

/** With a button where servers run that do not use the new version yet. */
export function installNotice(
  version: string,
  running: number,
): { readonly text: string; readonly button: readonly string[] } {
  if (running === 0) return { text: `OpenCode ${version} is installed.`, button: [] };
  const text =
    running === 1
      ? `OpenCode ${version} is installed. The server that runs uses it once it is restarted.`
      : `OpenCode ${version} is installed. The servers that run use it once they are restarted.`;
  return { text, button: [running === 1 ? 'Restart Server' : 'Restart Servers'] };
}

export function removeQuestion(version: string, running: number): Question {
  const stopped = running > 0 ? 'Servers that run it will be stopped. ' : '';
  return {
    text: `Remove the OpenCode ${version} that this extension installed?`,
    detail: `${stopped}Your sessions, logins and configuration stay, and so does every OpenCode that you installed yourself.`,
    button: 'Remove',
  };
}
