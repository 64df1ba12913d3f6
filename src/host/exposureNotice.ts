import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import { exposureText } from '../present/exposureText.ts';
import type { Store } from '../session/store.ts';
import { openSettings } from './settings.ts';

const open = 'Open Settings';

/** Warns once in a window when what goes to a server can be read on the way. */
export function warnOfExposure(store: Store, onError: (error: unknown) => void): Disposable {
  const listener = store.onDidChange(({ state }) => {
    const text = exposureText(state);
    if (text === undefined) return;
    listener.dispose();
    warn(text).catch(onError);
  });
  return listener;
}

async function warn(text: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(text, open)) === open)
    await openSettings('server.url');
}
