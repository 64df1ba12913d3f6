import * as vscode from 'vscode';
import { AppError } from '../base/errors.ts';

/** Why no server may be started; undefined in a workspace that is trusted. */
export function trustProblem(): AppError | undefined {
  if (vscode.workspace.isTrusted) return undefined;
  return new AppError('workspace-untrusted', 'The workspace is not trusted.');
}
