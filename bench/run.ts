import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { endOnSignal } from '../scripts/command.ts';
import type { Figures } from './figure.ts';

/** Loaded only when asked for: a group may need a browser or a VS Code. */
const groups: Readonly<Record<string, (seed: number | undefined) => Promise<Figures>>> = {
  size: async () => (await import('./size.ts')).measureSize(),
  chat: async () => (await import('./chat.ts')).measureChat(),
  reducer: async () => (await import('./reducer.ts')).measureReducer(),
  start: async () => (await import('./start.ts')).measureStart(),
  faults: async (seed) => (await import('./faults.ts')).measureFaults(seed),
};

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    only: { type: 'string' },
    /** Repeats the random choices of an earlier run. */
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

endOnSignal();
if (values.help) {
  console.log(
    `npm run bench -- [--json FILE] [--only ${Object.keys(groups).join('|')}] [--seed N]`,
  );
} else {
  await main(values.only, values.json, values.seed === undefined ? undefined : Number(values.seed));
}

async function main(
  only: string | undefined,
  json: string | undefined,
  seed: number | undefined,
): Promise<void> {
  const chosen = Object.entries(groups).filter(([name]) => only === undefined || name === only);
  if (chosen.length === 0) throw new Error(`There is no group ${only}.`);
  const figures: Record<string, Figures[string]> = {};
  for (const [, measure] of chosen) Object.assign(figures, await measure(seed));
  for (const [name, { value, unit, n, min, max }] of Object.entries(figures)) {
    console.log(`${name.padEnd(36)} ${value} ${unit}  (n ${n}, ${min} … ${max})`);
  }
  if (json === undefined) return;
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify(figures, undefined, 2)}\n`);
}
