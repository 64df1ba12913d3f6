import * as vscode from 'vscode';
import type { Clock } from '../base/time.ts';
import type { Event } from '../base/emitter.ts';

export interface PatientProgressOptions {
  readonly title: string;
  /** Absent when there is no way back. */
  readonly onCancel?: (() => void) | undefined;
  /** What happens now, in a few words. */
  readonly text: () => string;
  /** It may say something else from here on. */
  readonly onDidChange: Event<unknown>;
  readonly clock: Clock;
}

const quickMs = 1_000;

/** In the status bar at first; what takes longer gets a notification, with a way to cancel it. */
export async function withPatientProgress(
  work: Promise<unknown>,
  options: PatientProgressOptions,
): Promise<void> {
  const { title, clock } = options;
  const done = new AbortController();
  const settled = work.then(
    () => done.abort(),
    () => done.abort(),
  );
  const location = vscode.ProgressLocation.Window;
  await vscode.window.withProgress({ location, title }, () => clock.wait(quickMs, done.signal));
  if (!done.signal.aborted) await showSlow(settled, options);
  await work;
}

async function showSlow(settled: Promise<void>, options: PatientProgressOptions): Promise<void> {
  const { title, onCancel, onDidChange, text } = options;
  const location = vscode.ProgressLocation.Notification;
  const cancellable = onCancel !== undefined;
  await vscode.window.withProgress({ location, title, cancellable }, async (progress, token) => {
    const report = () => progress.report({ message: text() });
    const listeners = [onDidChange(report), token.onCancellationRequested(() => onCancel?.())];
    report();
    await settled;
    for (const listener of listeners) listener.dispose();
  });
}
