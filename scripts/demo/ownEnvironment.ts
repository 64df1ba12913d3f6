import { delimiter } from 'node:path';
import { ripgrepDirectory } from '../../test/support/opencodeBinary.ts';
import { projectRoot } from '../command.ts';

/** The person's own OpenCode with its own logins, models and sessions. */
export function ownEnvironment() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const own = folders.filter((folder) => !folder.startsWith(projectRoot));
  return {
    settings: {},
    env: { ...process.env, PATH: [...own, ripgrepDirectory()].join(delimiter) },
  };
}
