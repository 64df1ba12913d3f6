import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { iconNames } from './src/webview/iconNames.ts';

// Usage: node esbuild.mjs [host] [webview] [cli] [--production] [--watch]

const root = fileURLToPath(new URL('.', import.meta.url));
const flags = new Set(process.argv.slice(2));
const isProduction = flags.has('--production');
const isWatching = flags.has('--watch');

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': JSON.stringify(isProduction ? 'production' : 'development') },
};

/** @type {esbuild.BuildOptions} */
const browser = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  // Source maps would be one more file for the webview to ask for, and `connect-src` refuses it.
  sourcemap: isProduction ? false : 'inline',
};

/** @type {Record<string, { group: string, options: esbuild.BuildOptions }>} */
const bundles = {
  extension: {
    group: 'host',
    options: {
      ...shared,
      entryPoints: ['src/extension.ts'],
      outfile: 'dist/extension.cjs',
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      external: ['vscode'],
    },
  },
  webview: {
    group: 'webview',
    options: {
      ...browser,
      entryPoints: ['src/webview/main.tsx'],
      outfile: 'dist/webview.js',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      // The browser knows every entity already; the package's table is 20 kB.
      alias: { entities: './src/webview/markdown/entities.ts' },
      plugins: [codicons(), inlineWorker()],
    },
  },
  webviewStyle: {
    group: 'webview',
    options: { ...browser, entryPoints: ['media/chat.css'], outfile: 'dist/webview.css' },
  },
};

/**
 * `codicons:paths` is the path data of the icons we use: no font file, and unused icons cost nothing.
 * @returns {esbuild.Plugin}
 */
function codicons() {
  return {
    name: 'codicons',
    setup(build) {
      build.onResolve({ filter: /^codicons:paths$/ }, ({ path }) => ({
        path,
        namespace: 'codicons',
      }));
      build.onLoad({ filter: /.*/, namespace: 'codicons' }, async () => {
        const file = 'node_modules/@vscode/codicons/dist/codicon.svg';
        const sprite = await readFile(new URL(file, import.meta.url), 'utf8');
        return { contents: `export const iconPaths = ${JSON.stringify(pathsOf(sprite))};` };
      });
    },
  };
}

/** @param {string} sprite */
function pathsOf(sprite) {
  return Object.fromEntries(
    iconNames.map((name) => {
      const symbol = new RegExp(`<symbol[^>]*id="${name}"[^>]*>(.*?)</symbol>`, 's').exec(sprite);
      if (!symbol) throw new Error(`There is no codicon called ${name}.`);
      return [name, [...symbol[1].matchAll(/ d="([^"]+)"/g)].map((path) => path[1]).join('')];
    }),
  );
}

/**
 * `worker:./x.ts` is the bundled source of x.ts as a string: a webview cannot fetch a worker.
 * @returns {esbuild.Plugin}
 */
function inlineWorker() {
  return {
    name: 'inline-worker',
    setup(build) {
      build.onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({
        path: fileURLToPath(new URL(path.slice('worker:'.length), `file://${resolveDir}/`)),
        namespace: 'worker',
      }));
      build.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
        const result = await esbuild.build({
          ...browser,
          entryPoints: [path],
          write: false,
          sourcemap: false,
          minify: true,
        });
        const inputs = Object.keys(result.metafile.inputs);
        return {
          contents: `export const workerSource = ${JSON.stringify(result.outputFiles[0].text)};`,
          watchFiles: inputs.map((input) => fileURLToPath(new URL(input, import.meta.url))),
        };
      });
    },
  };
}

/**
 * @param {string} name
 * @returns {esbuild.Plugin}
 */
function metafile(name) {
  return {
    name: 'metafile',
    setup(build) {
      build.onEnd(async ({ metafile }) => {
        if (!metafile) return;
        await mkdir(new URL('out/meta/', import.meta.url), { recursive: true });
        const file = new URL(`out/meta/${name}.json`, import.meta.url);
        await writeFile(file, JSON.stringify(metafile));
      });
    },
  };
}

const groups = [...flags].filter((flag) => !flag.startsWith('--'));
const wanted = Object.entries(bundles).filter(
  ([, bundle]) => groups.length === 0 || groups.includes(bundle.group),
);
await Promise.all(
  wanted.map(async ([name, { options }]) => {
    const withMeta = { ...options, plugins: [...(options.plugins ?? []), metafile(name)] };
    if (!isWatching) return esbuild.build(withMeta);
    const context = await esbuild.context(withMeta);
    return context.watch();
  }),
).catch(() => {
  // esbuild has printed what is wrong.
  process.exitCode = 1;
});
