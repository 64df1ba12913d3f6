import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import { parseServerUrl } from '../model/serverUrl.ts';
import { exposureText, isAttached } from '../present/serverText.ts';
import type { Store } from '../session/store.ts';
import { openSettings } from './settings.ts';

const open = 'Open Settings';

/** Warns once in a window when what goes to a server can be read on the way. */
export function warnOfExposure(store: Store, onError: (error: unknown) => void): Disposable {
  const listener = store.onDidChange(({ state }) => {
    const servers = [...state.roots.values()].map((root) => root.server).filter(isAttached);
    const exposed = servers.find(({ origin }) => parseServerUrl(origin).isExposed);
    if (!exposed) return;
    listener.dispose();
    warn(exposureText(exposed)).catch(onError);
  });
  return listener;
}

async function warn(text: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(text, open)) === open)
    await openSettings('server.url');
}
