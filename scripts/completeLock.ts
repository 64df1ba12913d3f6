import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

// Usage: node scripts/completeLock.ts, after `npm install` has changed package-lock.json
//
// A registry that lacks a platform's package leaves it out of the lock file, and then `npm ci` fails
// everywhere. Such packages are entered by name and version; npm skips them where they do not belong.

const entrySchema = z.looseObject({
  version: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });

const file = 'package-lock.json';
const lock = lockSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const missing = Object.values(lock.packages).flatMap((entry) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => lock.packages[`node_modules/${name}`] === undefined)
    .filter(([name, version]) => /^\d/.test(version) && osOf(name) !== undefined)
    .map(([name, version]) => ({ name, version, dev: entry.dev })),
);
for (const { name, version, dev } of missing) {
  lock.packages[`node_modules/${name}`] = { version, ...(dev ? { dev } : {}), ...limits(name) };
}
const packages = Object.fromEntries(
  Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(file, `${JSON.stringify({ ...lock, packages }, undefined, 2)}\n`);
console.log(`${missing.length} packages of other platforms entered.`);

function limits(name: string) {
  const cpu = /arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64/.exec(name)?.[0];
  return {
    optional: true,
    os: [osOf(name)],
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(name.includes('musl') ? { libc: ['musl'] } : {}),
  };
}

function osOf(name: string): string | undefined {
  const os = /android|darwin|freebsd|linux|openharmony|win32|windows/.exec(name)?.[0];
  return os === 'windows' ? 'win32' : os;
}
