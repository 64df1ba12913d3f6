import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../../test/support/sandbox.ts';
import { ChatPanel } from '../../test/support/vscode/chatPanel.ts';
import type { RunningVscode } from '../../test/support/vscode/server.ts';
import { openWorkbench, type Workbench } from '../../test/support/vscode/workbench.ts';
import { tour } from './tour.ts';
import type { TourStep } from './tourStep.ts';

export interface TourOptions {
  readonly vscode: RunningVscode;
  readonly sandbox: Sandbox;
  readonly outDir: string;
  /** Where the README's pictures go; they stay as they are when left out. */
  readonly picturesDir?: string | undefined;
}

export interface StepRecord {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly screenshot: string;
  readonly error?: string;
}

/** Walks through every step, each with its screenshot, and records how it went. */
export async function takeTour({ vscode, sandbox, outDir, picturesDir }: TourOptions) {
  await mkdir(outDir, { recursive: true });
  if (picturesDir !== undefined) await mkdir(picturesDir, { recursive: true });
  const workbench = await openWorkbench(vscode.url, { folder: sandbox.workspace });
  const steps: StepRecord[] = [];
  try {
    const visit = { workbench, sandbox, chat: new ChatPanel(workbench) };
    for (const [index, step] of tour.entries()) {
      const file = `${String(index + 1).padStart(2, '0')}-${step.name}.png`;
      const record = await take(step, () => step.run(visit), {
        workbench,
        path: join(outDir, file),
      });
      steps.push({ ...record, screenshot: file });
      if (picturesDir !== undefined && step.picture !== undefined && record.ok) {
        await copyFile(join(outDir, file), join(picturesDir, step.picture));
      }
      console.log(`${record.ok ? 'ok    ' : 'FAILED'}  ${file}${record.error ?? ''}`);
    }
  } finally {
    await workbench.close();
    await writeFile(join(outDir, 'tour.json'), JSON.stringify({ steps }, null, 2));
  }
  return { steps };
}

interface Shot {
  readonly workbench: Workbench;
  readonly path: string;
}

async function take(
  { name }: TourStep,
  run: () => Promise<void>,
  { workbench, path }: Shot,
): Promise<Omit<StepRecord, 'screenshot'>> {
  const start = performance.now();
  const error = await run().then(
    () => undefined,
    (reason: unknown) => String(reason),
  );
  const ms = Math.round(performance.now() - start);
  // Away from whatever it hovers over, so that no tooltip covers the picture.
  await workbench.page.mouse.move(640, 2);
  await workbench.screenshot(path);
  return {
    name,
    ok: error === undefined,
    ms,
    ...(error === undefined ? {} : { error: `\n${error}` }),
  };
}
