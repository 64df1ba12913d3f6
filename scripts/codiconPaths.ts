import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { iconNames } from '../src/webview/iconNames.ts';

const file = new URL('../node_modules/@vscode/codicons/dist/codicon.svg', import.meta.url);

/** `codicons:paths` is the path data of the icons we use: no font file, and unused icons cost nothing. */
export function codiconPaths(): Plugin {
  return {
    name: 'codicon-paths',
    setup(build) {
      build.onResolve({ filter: /^codicons:paths$/ }, ({ path }) => ({
        path,
        namespace: 'codicons',
      }));
      build.onLoad({ filter: /.*/, namespace: 'codicons' }, async () => {
        const paths = pathsOf(await readFile(file, 'utf8'));
        return { contents: `export const iconPaths = ${JSON.stringify(paths)};` };
      });
    },
  };
}

function pathsOf(sprite: string): Readonly<Record<string, string>> {
  return Object.fromEntries(iconNames.map((name) => [name, pathOf(name, sprite)]));
}

function pathOf(name: string, sprite: string): string {
  const symbol = new RegExp(`<symbol[^>]*id="${name}"[^>]*>(.*?)</symbol>`, 's').exec(sprite)?.[1];
  if (symbol === undefined) throw new Error(`There is no codicon called ${name}.`);
  return [...symbol.matchAll(/ d="([^"]+)"/g)].map((path) => path[1] ?? '').join('');
}
