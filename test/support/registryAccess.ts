import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The variables by which package managers reach their registry from here. */
export function registryEnv(): Record<string, string> {
  const wanted = /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|(?:https?|no|all)_proxy)$/i;
  const entries = Object.entries(process.env).filter(([name]) => wanted.test(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
}

/** Lets an npm with another home read the person's own configuration. */
export function shareNpmrc(home: string): void {
  const npmrc = join(homedir(), '.npmrc');
  if (!existsSync(npmrc)) return;
  mkdirSync(home, { recursive: true });
  symlinkSync(npmrc, join(home, '.npmrc'));
}
