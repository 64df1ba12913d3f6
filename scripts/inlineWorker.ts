import { resolve } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const prefix = 'worker:';

/** `worker:./x.ts` is the bundled source of x.ts as a string: a webview cannot fetch a worker. */
export function inlineWorker(options: BuildOptions): Plugin {
  return {
    name: 'inline-worker',
    setup(host) {
      host.onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.slice(prefix.length)),
        namespace: 'worker',
      }));
      host.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
        const { outputFiles, metafile } = await build({
          ...options,
          entryPoints: [path],
          write: false,
          metafile: true,
          sourcemap: false,
          minify: true,
        });
        const source = outputFiles[0]?.text ?? '';
        return {
          contents: `export const workerSource = ${JSON.stringify(source)};`,
          watchFiles: Object.keys(metafile.inputs).map((input) => resolve(input)),
        };
      });
    },
  };
}
