import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const manifest = z
  .object({
    activationEvents: z.array(z.string()),
    extensionKind: z.array(z.string()),
    engines: z.object({ vscode: z.string() }),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ supported: z.string(), description: z.string().min(20) }),
      virtualWorkspaces: z.object({ supported: z.boolean(), description: z.string().min(20) }),
    }),
    contributes: z.object({
      commands: z.array(z.object({ command: z.string(), title: z.string().min(3) })),
      menus: z.record(z.string(), z.array(z.object({ command: z.string() }))),
      views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
      configuration: z.object({
        properties: z.record(
          z.string(),
          z.object({
            scope: z.string(),
            markdownDescription: z.string().min(20),
            default: z.unknown(),
          }),
        ),
      }),
    }),
  })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

const { commands, menus, views, configuration } = manifest.contributes;
const commandIds = commands.map(({ command }) => command).toSorted();

function idsIn(file: string, pattern: RegExp): string[] {
  const text = readFileSync(file, 'utf8');
  return [...new Set([...text.matchAll(pattern)].map(([, id = '']) => id))].toSorted();
}

describe('manifest', () => {
  it('declares the commands that the code has, and no other', () => {
    const written = idsIn('src/host/contributions.ts', /'(opencodeSessions\.\w+)': \[/g);
    assert.deepEqual(commandIds, written);
  });

  it('declares the views that the code has', () => {
    const declared = Object.values(views)
      .flat()
      .map(({ id }) => id);
    const written = idsIn('src/host/contributions.ts', /: '(opencodeSessions\.\w+)',/g);
    for (const id of declared) assert.ok(written.includes(id), id);
  });

  it('puts only declared commands into menus', () => {
    const used = Object.values(menus)
      .flat()
      .map(({ command }) => command);
    assert.deepEqual(
      used.filter((command) => !commandIds.includes(command)),
      [],
    );
  });

  it('declares the settings that the code reads, and no other', () => {
    const read = idsIn('src/host/settings.ts', /configuration\.get\('([\w.]+)'\)/g);
    assert.deepEqual(
      Object.keys(configuration.properties).toSorted(),
      read.map((name) => `opencodeSessions.${name}`),
    );
  });

  it('lets no workspace file change a setting', () => {
    for (const [name, { scope }] of Object.entries(configuration.properties)) {
      assert.equal(scope, 'machine', name);
    }
  });

  it('prefixes every name that VS Code sees', () => {
    const names = [...commandIds, ...Object.keys(configuration.properties)];
    for (const name of names) assert.match(name, /^opencodeSessions\./);
  });

  it('starts with a view, a command or a restored tab only', () => {
    assert.deepEqual(manifest.activationEvents, ['onWebviewPanel:opencodeSessions.chatPanel']);
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.equal(manifest.engines.vscode, '^1.105.0');
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
  });

  it('names the task command as people look for it', () => {
    const task = commands.find(({ command }) => command === 'opencodeSessions.runTask');
    assert.equal(task?.title, 'Run OpenCode task');
  });
});
