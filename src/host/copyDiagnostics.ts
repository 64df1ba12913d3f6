import { homedir, release, type } from 'node:os';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Clock } from '../base/time.ts';
import { diagnosticsText, type Surroundings } from '../present/diagnostics.ts';
import type { ServerHistory } from '../session/serverHistory.ts';
import type { Store } from '../session/store.ts';
import { changedSettings } from './settings.ts';

export interface CopyDiagnosticsOptions {
  readonly store: Store;
  readonly history: ServerHistory;
  readonly clock: Clock;
}

const declarationSchema = z.object({ enum: z.array(z.string()).default([]) });

const manifestSchema = z.object({
  version: z.string(),
  contributes: z.object({
    configuration: z.object({ properties: z.record(z.string(), declarationSchema) }),
  }),
});

/** Puts what a maintainer needs to know on the clipboard. `manifest`: the extension's package.json. */
export async function copyDiagnostics(
  manifest: unknown,
  { store, history, clock }: CopyDiagnosticsOptions,
): Promise<void> {
  const text = diagnosticsText({
    state: store.state,
    history,
    surroundings: surroundings(manifest),
    now: clock.now(),
  });
  await vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage('Diagnostics copied.');
}

function surroundings(manifest: unknown): Surroundings {
  const { version, contributes } = manifestSchema.parse(manifest);
  const { properties } = contributes.configuration;
  const declared = Object.entries(properties).map(
    ([name, { enum: texts }]) => [name, texts] as const,
  );
  const ui = vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop';
  return {
    versions: [
      ['Extension', version],
      ['Editor', `${vscode.env.appName} ${vscode.version}, ${ui}`],
      ['Remote', remoteText(vscode.env.remoteName)],
      ['Node', process.versions.node],
      ['System', `${type()} ${release()} ${process.arch}`],
      ['Workspace', vscode.workspace.isTrusted ? 'trusted' : 'not trusted'],
    ],
    settings: changedSettings(declared),
    home: homedir(),
  };
}

const knownRemotes: readonly string[] = [
  'attached-container',
  'codespaces',
  'dev-container',
  'k8s-container',
  'ssh-remote',
  'tunnel',
  'wsl',
];

/** In a browser it is the name of a machine. */
function remoteText(name: string | undefined): string {
  if (name === undefined) return 'none';
  return knownRemotes.includes(name) ? name : 'another one';
}
