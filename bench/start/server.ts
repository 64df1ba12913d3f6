import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../test/support/freePort.ts';
import { LiveServer } from '../../test/support/liveServer.ts';
import {
  isolatedOpencodeEnv,
  scriptedModelConfig,
  writeOpencodeConfig,
} from '../../test/support/model/opencodeConfig.ts';
import { opencodeBinary } from '../../test/support/opencodeBinary.ts';
import { exact, median, type Figures } from '../figure.ts';

const rounds = 7;

/** Ours from the wish to a usable backend, against the bare program from spawn to listening. */
export async function measureServer(): Promise<Figures> {
  const live = await LiveServer.start();
  const bareDirectory = mkdtempSync(join(tmpdir(), 'opencode-bare-'));
  writeOpencodeConfig(bareDirectory, scriptedModelConfig(live.model.url));
  const ours: number[] = [];
  const bare: number[] = [];
  try {
    for (let round = -1; round < rounds; round += 1) {
      const bareTime = await timeBare(bareDirectory, live.root);
      const ourTime = await timeOurs(live);
      if (round < 0) continue;
      bare.push(bareTime);
      ours.push(ourTime);
    }
  } finally {
    await live.end();
  }
  const ready = median(ours, 'ms');
  const listening = median(bare, 'ms');
  return {
    'start.server_ready_ms_p50': ready,
    'start.server_bare_ms_p50': listening,
    'start.server_ratio': exact(ready.value / listening.value, 'times'),
  };
}

async function timeOurs(live: LiveServer): Promise<number> {
  const start = performance.now();
  await live.backend();
  const time = performance.now() - start;
  await live.pool.stop(live.root);
  return time;
}

async function timeBare(directory: string, cwd: string): Promise<number> {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(
    opencodeBinary(),
    ['serve', '--hostname', '127.0.0.1', '--port', String(port)],
    {
      cwd,
      env: isolatedOpencodeEnv(directory),
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const ended = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) if (line.includes('listening on')) break;
  const time = performance.now() - start;
  child.kill('SIGKILL');
  await ended;
  return time;
}
