import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, context, type Plugin } from 'esbuild';
import { codiconPaths } from './codiconPaths.ts';
import { inlineWorker } from './inlineWorker.ts';

interface Bundle {
  readonly name: string;
  readonly group: 'host' | 'webview';
  readonly options: BuildOptions;
}

/** Builds the named groups of bundles, all of them without a name. */
export async function bundle(words: readonly string[]): Promise<void> {
  const groups = words.filter((word) => !word.startsWith('--'));
  const wanted = bundles(words.includes('--production')).filter(
    ({ group }) => groups.length === 0 || groups.includes(group),
  );
  const work = wanted.map(async ({ name, options }) => {
    const withMeta = { ...options, plugins: [...(options.plugins ?? []), metafileTo(name)] };
    if (!words.includes('--watch')) await build(withMeta);
    else await (await context(withMeta)).watch();
  });
  const results = await Promise.allSettled(work);
  // esbuild has printed what is wrong.
  if (results.some(({ status }) => status === 'rejected')) process.exitCode = 1;
}

function bundles(isProduction: boolean): readonly Bundle[] {
  const shared: BuildOptions = {
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    bundle: true,
    metafile: true,
    minify: isProduction,
    legalComments: 'none',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': JSON.stringify(isProduction ? 'production' : 'development') },
  };
  return [...hostBundles(shared, isProduction), ...webviewBundles(shared, isProduction)];
}

function hostBundles(shared: BuildOptions, isProduction: boolean): readonly Bundle[] {
  const node: BuildOptions = {
    ...shared,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: isProduction ? false : 'linked',
  };
  const extension: BuildOptions = {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
    plugins: [undiciApart()],
  };
  const undici = { ...node, entryPoints: ['undici'], outfile: 'dist/undici.cjs' };
  return [
    { name: 'extension', group: 'host', options: extension },
    { name: 'undici', group: 'host', options: undici },
  ];
}

/** Two thirds of the host's code, wanted only when a server starts: activation need not compile it. */
function undiciApart(): Plugin {
  return {
    name: 'undici-apart',
    setup(host) {
      host.onResolve({ filter: /^undici$/ }, () => ({ path: './undici.cjs', external: true }));
    },
  };
}

function webviewBundles(shared: BuildOptions, isProduction: boolean): readonly Bundle[] {
  const browser: BuildOptions = {
    ...shared,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    // The content security policy lets no map be fetched.
    sourcemap: isProduction ? false : 'inline',
  };
  const script: BuildOptions = {
    ...browser,
    entryPoints: ['src/webview/main.tsx'],
    outfile: 'dist/webview.js',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The browser knows every entity already; the package's table is 20 kB.
    alias: { entities: './src/webview/markdown/entities.ts' },
    plugins: [codiconPaths()],
  };
  const highlight = {
    ...browser,
    entryPoints: ['src/webview/highlight/workerScript.ts'],
    outfile: 'dist/highlight.js',
    plugins: [inlineWorker(browser)],
  };
  const style = { ...browser, entryPoints: ['media/chat.css'], outfile: 'dist/webview.css' };
  return [
    { name: 'webview', group: 'webview', options: script },
    { name: 'highlight', group: 'webview', options: highlight },
    { name: 'webviewStyle', group: 'webview', options: style },
  ];
}

function metafileTo(name: string): Plugin {
  return {
    name: 'metafile',
    setup(host) {
      host.onEnd(async ({ metafile }) => {
        if (!metafile) return;
        const folder = new URL('../out/meta/', import.meta.url);
        await mkdir(folder, { recursive: true });
        await writeFile(new URL(`${name}.json`, folder), JSON.stringify(metafile));
      });
    },
  };
}
