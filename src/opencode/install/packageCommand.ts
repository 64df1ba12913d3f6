import type { Environment } from '../server/serverEnvironment.ts';
import type { PackageManagerName } from './packageManager.ts';

/**
 * The arguments by which one package is put into a folder with a `package.json` of its own: exactly
 * this version, none of its scripts, nothing global, nothing said that nobody reads.
 */
export function packageArguments(
  manager: PackageManagerName,
  folder: string,
  spec: string,
): readonly string[] {
  return commands[manager](folder, spec);
}

const commands: {
  readonly [Name in PackageManagerName]: (folder: string, spec: string) => readonly string[];
} = {
  npm: (folder, spec) => [
    'install',
    spec,
    `--prefix=${folder}`,
    '--global=false',
    '--save-exact',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--no-progress',
    '--loglevel=error',
  ],
  bun: (folder, spec) => [
    'add',
    spec,
    `--cwd=${folder}`,
    '--exact',
    '--ignore-scripts',
    // Not linked to its cache: the file is to be ours alone.
    '--backend=copyfile',
    '--no-progress',
    '--no-summary',
  ],
  pnpm: (folder, spec) => [
    'add',
    spec,
    `--dir=${folder}`,
    '--save-exact',
    '--ignore-scripts',
    '--ignore-workspace',
    '--config.global=false',
    '--config.package-import-method=copy',
    '--reporter=append-only',
  ],
};

/** `npm run`, from which an editor may have been started, hands its project down as variables. */
export function packageEnvironment(env: Environment, path: string): Environment {
  const inherited =
    /^(?:npm_(?:package_|lifecycle_|command$|execpath$|config_(?:local_prefix|prefix|global)$)|path$)/i;
  const kept = Object.entries(env).filter(([name]) => !inherited.test(name));
  return { ...Object.fromEntries(kept), PATH: path };
}
