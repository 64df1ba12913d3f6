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
        const icons = iconsOf(await readFile(file, 'utf8'));
        return {
          contents: `${exported('iconPaths', icons.paths)}${exported('iconBoxes', icons.boxes)}`,
        };
      });
    },
  };
}

function exported(name: string, value: Readonly<Record<string, string>>): string {
  return `export const ${name} = ${JSON.stringify(value)};\n`;
}

function iconsOf(sprite: string) {
  const icons = iconNames.map((name) => ({ name, ...iconOf(name, sprite) }));
  const unusual = icons.filter(({ box }) => box !== '0 0 16 16');
  return {
    paths: Object.fromEntries(icons.map(({ name, path }) => [name, path])),
    boxes: Object.fromEntries(unusual.map(({ name, box }) => [name, box])),
  };
}

function iconOf(name: string, sprite: string) {
  const symbol = new RegExp(`<symbol([^>]*id="${name}"[^>]*)>(.*?)</symbol>`, 's').exec(sprite);
  const box = /viewBox="([^"]+)"/.exec(symbol?.[1] ?? '')?.[1];
  if (box === undefined) throw new Error(`There is no codicon called ${name}.`);
  const paths = (symbol?.[2] ?? '').matchAll(/ d="([^"]+)"/g);
  return { box, path: [...paths].map((path) => path[1] ?? '').join('') };
}
