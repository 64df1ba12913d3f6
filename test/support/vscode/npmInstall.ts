import { OwnedProcess } from '../ownedProcess.ts';

/** Installs exactly what the folder's lockfile says, without running anybody's scripts. */
export async function npmInstall(folder: string): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = new OwnedProcess('npm', ['ci', '--ignore-scripts', '--omit=dev', ...quiet], {
    cwd: folder,
    env: outsideOfNpmRun(),
  });
  if (await npm.finished()) return;
  throw new Error(`npm ci failed in ${folder}:\n${npm.output.slice(0, 1500)}`);
}

/** `npm run` hands its own project and options down as variables; this install is not part of it. */
function outsideOfNpmRun(): NodeJS.ProcessEnv {
  const inherited = /^npm_(package_|lifecycle_|command$|config_(local_prefix|prefix)$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
}
