import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * An npm for a home that is not the person's: it reaches its registry as theirs does, and it alone.
 * It can be made to wait before it begins.
 */
export class WrappedNpm {
  /** To be put before the PATH. */
  readonly folder: string;
  readonly #hold: string;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'wrapped-npm-'));
    this.#hold = join(this.folder, 'hold');
    const wait = `while [ -e '${this.#hold}' ]; do sleep 0.1; done`;
    const script = `#!/bin/sh\n${wait}\n${accessToRegistry()}\nexec '${ownNpm()}' "$@"\n`;
    writeFileSync(join(this.folder, 'npm'), script, { mode: 0o755 });
  }

  hold(): void {
    writeFileSync(this.#hold, '');
  }

  release(): void {
    rmSync(this.#hold, { force: true });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The person's own configuration, cache, certificates and proxies. */
function accessToRegistry(): string {
  const wanted = /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|(?:https?|no|all)_proxy)$/i;
  const variables = Object.entries(process.env).filter(([name]) => wanted.test(name));
  const own = {
    ...Object.fromEntries(variables),
    npm_config_userconfig: join(homedir(), '.npmrc'),
    npm_config_cache: join(homedir(), '.npm'),
  };
  return Object.entries(own)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');
}

function ownNpm(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const npm = folders.map((folder) => join(folder, 'npm')).find((path) => existsSync(path));
  if (npm === undefined) throw new Error('There is no npm on the PATH.');
  return npm;
}
