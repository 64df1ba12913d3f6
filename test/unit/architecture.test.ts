import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { build, type Metafile } from 'esbuild';

/** Which folders a folder may import. Its own is always allowed. */
const layers: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: ['base'],
  protocol: ['model'],
  opencode: ['base', 'model'],
  session: ['base', 'model'],
  runs: ['base', 'model', 'session'],
  present: ['base', 'model', 'session', 'protocol'],
  webview: ['protocol'],
  a2a: ['base', 'model', 'session', 'runs'],
  cli: ['base', 'model', 'opencode', 'session', 'runs', 'a2a'],
  host: ['base', 'model', 'session', 'runs', 'present', 'protocol', 'opencode', 'a2a'],
};

/** Packages that a folder may import; `node:` stands for every built-in module. */
const packages: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: [],
  protocol: ['zod/mini'],
  opencode: ['node:', 'undici', 'zod', 'eventsource-parser'],
  session: [],
  runs: [],
  present: [],
  webview: [
    '@preact/signals',
    'dompurify',
    'highlight.js',
    'markdown-it',
    'morphdom',
    'preact',
    'remend',
  ],
  a2a: ['node:', 'zod', '@a2a-js/sdk'],
  cli: ['node:', 'zod'],
  host: ['node:', 'vscode', 'zod', 'diff'],
};

/** `opencode` is for its types only: the composition root joins the two sides. */
const typeOnly: readonly string[] = [
  'host -> opencode',
  'present -> protocol',
  'protocol -> model',
];

const compositionRoot = 'src/extension.ts';

const layerOf = (path: string): string => path.split('/')[1] ?? '';

async function sourceFiles(): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob('src/**/*.{ts,tsx}')) {
    if (!file.endsWith('.d.ts')) files.push(file);
  }
  return files.toSorted();
}

/** The imports that remain in the bundle, resolved by the bundler itself. */
async function valueImports(): Promise<Metafile['inputs']> {
  const result = await build({
    entryPoints: [...(await sourceFiles())],
    bundle: true,
    write: false,
    outdir: 'out',
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.css': 'empty' },
    external: ['codicons:*', 'worker:*'],
    logLevel: 'silent',
  });
  return result.metafile.inputs;
}

/** Every import a file writes, of types too, as `layer` names. */
function writtenImports(file: string): readonly { layer: string; isType: boolean }[] {
  const text = readFileSync(file, 'utf8');
  const pattern = /^(?:import|export)\s+(type\s)?[^;]*?from\s+'(\.[^']+)'/gm;
  return [...text.matchAll(pattern)].map(([, type, path = '']) => ({
    layer: layerOf(new URL(path, `file:///${dirname(file)}/`).pathname.slice(1)),
    isType: type !== undefined,
  }));
}

describe('architecture', () => {
  it('lets every folder import only the layers below it', async () => {
    const violations: string[] = [];
    for (const file of await sourceFiles()) {
      if (file === compositionRoot) continue;
      const from = layerOf(file);
      for (const { layer, isType } of writtenImports(file)) {
        if (layer === from) continue;
        const needsType = typeOnly.includes(`${from} -> ${layer}`);
        if (!layers[from]?.includes(layer) || (needsType && !isType)) {
          violations.push(`${file} -> ${layer}`);
        }
      }
    }
    assert.deepEqual(violations, []);
  });

  it('lets every folder use only its packages', async () => {
    const violations: string[] = [];
    for (const [file, { imports }] of Object.entries(await valueImports())) {
      if (file === compositionRoot || !file.startsWith('src/')) continue;
      const allowed = packages[layerOf(file)] ?? [];
      for (const { path, external } of imports) {
        if (
          !external ||
          path.startsWith('.') ||
          path.includes(':paths') ||
          path.startsWith('worker:')
        )
          continue;
        const isAllowed = allowed.some((name) =>
          name === 'node:'
            ? path.startsWith('node:')
            : path === name || path.startsWith(`${name}/`),
        );
        if (!isAllowed) violations.push(`${file} -> ${path}`);
      }
    }
    assert.deepEqual(violations, []);
  });

  it('has no cycle', async () => {
    const inputs = await valueImports();
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (path.includes(file) || done.has(file)) return;
      for (const { path: next, external } of inputs[file]?.imports ?? []) {
        if (!external) visit(next, [...path, file]);
      }
      done.add(file);
    };
    for (const file of Object.keys(inputs)) visit(file, []);
    assert.deepEqual(cycles, []);
  });

  it('has no barrel and no drawer for odds and ends', async () => {
    const names = (await sourceFiles()).map((file) => basename(file).replace(/\.tsx?$/, ''));
    assert.deepEqual(
      names.filter((name) => ['index', 'utils', 'util', 'helpers', 'misc'].includes(name)),
      [],
    );
  });

  it('keeps the composition root a list of joints', () => {
    const lines = readFileSync(compositionRoot, 'utf8').split('\n');
    assert.ok(lines.length <= 80, `extension.ts has ${lines.length} lines`);
  });
});
