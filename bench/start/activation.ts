import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import * as z from 'zod';
import { projectRoot } from '../../scripts/command.ts';
import { buildVsix } from '../../scripts/vsix.ts';
import { createSandbox } from '../../test/support/sandbox.ts';
import { until } from '../../test/support/until.ts';
import { startVscode } from '../../test/support/vscode/server.ts';
import { newestVscode } from '../../test/support/vscode/versions.ts';
import { openWorkbench } from '../../test/support/vscode/workbench.ts';
import { median, percentile, type Figures } from '../figure.ts';

const starts = 10;
const outdir = join(projectRoot, 'out', 'bench');
const probeFile = join(outdir, 'activationProbe.cjs');
const resultFile = join(outdir, 'activation.jsonl');

const sampleSchema = z.object({ ms: z.number(), processes: z.number() });
type Sample = z.infer<typeof sampleSchema>;

/** The production bundle, activated in as many fresh extension hosts. */
export async function measureActivation(): Promise<Figures> {
  await buildVsix();
  await bundleProbe();
  rmSync(resultFile, { force: true });
  const sandbox = await createSandbox(join(outdir, 'activation'));
  const vscode = await startVscode({
    version: newestVscode,
    dataDir: sandbox.vscodeData,
    settings: sandbox.settings,
    env: { ...sandbox.env, OPENCODE_SESSIONS_BENCH_RESULT: resultFile },
    testDriver: true,
  });
  try {
    for (let count = 1; count <= starts; count += 1) {
      await activateOnce(vscode.url, sandbox.workspace, count);
    }
  } finally {
    await vscode.stop();
    await sandbox.dispose();
  }
  const samples = readSamples();
  const times = samples.map(({ ms }) => ms);
  return {
    'start.activation_ms_p50': median(times, 'ms'),
    'start.activation_ms_p95': percentile(times, 0.95, 'ms'),
    'start.activation_processes': percentile(
      samples.map(({ processes }) => processes),
      1,
      'processes',
    ),
  };
}

async function activateOnce(url: string, folder: string, count: number): Promise<void> {
  const remote = (path: string) => `vscode-remote://${new URL(url).host}${path}`;
  const workbench = await openWorkbench(url, {
    folder,
    payload: [
      ['extensionDevelopmentPath', remote(projectRoot)],
      ['extensionTestsPath', remote(probeFile)],
    ],
  });
  try {
    await until(() => readSamples().length >= count, { what: `activation number ${count}` });
  } finally {
    await workbench.close();
  }
}

function readSamples(): readonly Sample[] {
  if (!existsSync(resultFile)) return [];
  const lines = readFileSync(resultFile, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => sampleSchema.parse(JSON.parse(line)));
}

async function bundleProbe(): Promise<void> {
  await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: ['bench/start/activationProbe.ts'],
    outfile: probeFile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'warning',
  });
}
