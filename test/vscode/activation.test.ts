import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'opencode-sessions.opencode-sessions';

describe('the extension in its host', () => {
  it('is installed and activates', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not there`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that its manifest declares', async () => {
    const commands = new Set(await vscode.commands.getCommands(true));
    const missing = declaredCommands().filter((command) => !commands.has(command));
    assert.deepEqual(missing, []);
  });

  it('runs on the Node that the floor promises', () => {
    const [major = '0'] = process.versions.node.split('.');
    assert.ok(Number(major) >= 22, process.versions.node);
  });
});

function declaredCommands(): string[] {
  const manifest: unknown = vscode.extensions.getExtension(id)?.packageJSON;
  const text = JSON.stringify(manifest, ['contributes', 'commands', 'command']);
  return [...text.matchAll(/"command":"([^"]+)"/g)].flatMap((match) => match[1] ?? []);
}
