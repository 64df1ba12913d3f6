import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The folder of the ripgrep that VS Code ships; OpenCode's search tools need one on their PATH. */
export function ripgrepDirectory(): string | undefined {
  const platform = `${process.platform}-${process.arch}`;
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  return ['node_modules', 'node_modules.asar.unpacked']
    .flatMap((modules) => [
      join(vscode.env.appRoot, modules, '@vscode', 'ripgrep', 'bin'),
      join(vscode.env.appRoot, modules, '@vscode', `ripgrep-${platform}`, 'bin'),
      join(vscode.env.appRoot, modules, '@vscode', 'ripgrep-universal', 'bin', platform),
    ])
    .find((directory) => existsSync(join(directory, name)));
}
