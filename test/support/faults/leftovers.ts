import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../until.ts';

/** What Node warned of, such as listeners that pile up. */
export const warnings: string[] = [];

process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));

type Resources = Readonly<Record<string, number>>;

/** Sockets, timers and the like that keep this process alive, by their kind. */
function resources(): Resources {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The same, when what has just ended is gone and the test's own time limit runs. */
export async function restingResources(): Promise<Resources> {
  await wait(200);
  return resources();
}

/** What is closed takes a moment to be gone. */
export async function noMoreThan(before: Resources): Promise<void> {
  const what = () =>
    `no more than ${JSON.stringify(before)}; there is ${JSON.stringify(resources())}`;
  const isLess = () => Object.entries(resources()).every(([kind, n]) => n <= (before[kind] ?? 0));
  await until(isLess, { what: 'sockets and timers to end', timeoutMs: 8_000 }).catch(() => {
    throw new Error(what());
  });
}

/** Bytes that are really in use. */
export function heapInUse(): number {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return getHeapStatistics().used_heap_size;
}
