import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { npmInstall } from './npmInstall.ts';
import type { VscodeVersion } from './versions.ts';

export interface VscodeInstall {
  readonly version: VscodeVersion;
  /** The Node that this VS Code wants. */
  readonly node: string;
  /** VS Code's server, to be run by that Node. */
  readonly serverMain: string;
}

const projectRoot = resolve(import.meta.dirname, '../../..');
const locksRoot = join(import.meta.dirname, 'locks');
/** Raised when the steps below change, so that older installs are replaced. */
const recipe = 1;

/**
 * Gets a real VS Code from the npm registry into `.cache/`: the package `code-server` carries its
 * server and workbench. Does nothing when that has been done before.
 */
export async function installVscode(
  version: VscodeVersion,
  report: (line: string) => void = () => undefined,
): Promise<VscodeInstall> {
  const folder = join(projectRoot, '.cache', `vscode-${version}`);
  const stamp = await fingerprint(version);
  if (!(await isStamped(folder, stamp))) await build(version, folder, { stamp, report });
  return {
    version,
    node: await nodeBinary(folder),
    serverMain: join(vscodeFolder(folder), 'out', 'server-main.js'),
  };
}

interface BuildContext {
  readonly stamp: string;
  readonly report: (line: string) => void;
}

/** Builds beside the target and renames, so that an interrupted install is never taken for one. */
async function build(version: VscodeVersion, target: string, context: BuildContext): Promise<void> {
  const folder = `${target}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await assemble(version, folder, context);
    await replaceFolder(folder, target, context.stamp);
    context.report(`VS Code ${version}: ready.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function assemble(version: VscodeVersion, folder: string, context: BuildContext) {
  const locks = join(locksRoot, version);
  for (const file of ['package.json', 'package-lock.json'])
    await copyFile(join(locks, file), join(folder, file));
  context.report(`VS Code ${version}: fetching server and workbench from the npm registry…`);
  await npmInstall(folder);
  context.report(`VS Code ${version}: fetching its dependencies…`);
  await lockVscode(vscodeFolder(folder), join(locks, 'vscode-lock.json'));
  await npmInstall(vscodeFolder(folder));
  await writeFile(join(folder, 'stamp'), context.stamp);
}

/**
 * The lockfile in the package does not satisfy every npm, and in older versions names a dependency
 * by a git address that closed networks cannot reach. Ours does both.
 */
async function lockVscode(folder: string, lock: string): Promise<void> {
  await rm(join(folder, 'npm-shrinkwrap.json'), { force: true });
  await copyFile(lock, join(folder, 'package-lock.json'));
  const manifest = join(folder, 'package.json');
  const text = await readFile(manifest, 'utf8');
  await writeFile(manifest, text.replace(/"parcel-bundler\/watcher#\w+"/, '"^2.5.1"'));
}

/** Two installs may race; whoever renames first wins, and both results are the same. */
async function replaceFolder(from: string, to: string, stamp: string): Promise<void> {
  if (!(await isStamped(to, stamp))) await rm(to, { recursive: true, force: true });
  await rename(from, to).catch(async (error: unknown) => {
    if (!(await isStamped(to, stamp))) throw error;
  });
}

async function isStamped(folder: string, stamp: string): Promise<boolean> {
  const file = join(folder, 'stamp');
  return existsSync(file) && (await readFile(file, 'utf8')) === stamp;
}

async function fingerprint(version: VscodeVersion): Promise<string> {
  const hash = createHash('sha256').update(`${recipe} ${process.platform} ${process.arch}`);
  const locks = join(locksRoot, version);
  for (const file of (await readdir(locks)).toSorted())
    hash.update(await readFile(join(locks, file)));
  return hash.digest('hex');
}

function vscodeFolder(folder: string): string {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

const nodePackage = z.object({ bin: z.union([z.string(), z.object({ node: z.string() })]) });

/** The binary comes from the platform package: the package `node` needs an install script. */
async function nodeBinary(folder: string): Promise<string> {
  const suffix = `${process.platform}-${process.arch}`;
  for (const name of [`node-${suffix}`, `node-bin-${suffix}`]) {
    const home = join(folder, 'node_modules', name);
    if (!existsSync(home)) continue;
    const { bin } = nodePackage.parse(
      JSON.parse(await readFile(join(home, 'package.json'), 'utf8')),
    );
    return join(home, typeof bin === 'string' ? bin : bin.node);
  }
  throw new Error(`There is no Node for ${suffix} on npm; tests in VS Code cannot run here.`);
}
