import { join } from 'node:path';
import { projectRoot } from '../scripts/command.ts';
import { buildVsix, vsixFile } from '../scripts/vsix.ts';
import { createSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { ChatPanel } from '../test/support/vscode/chatPanel.ts';
import { startVscode } from '../test/support/vscode/server.ts';
import { newestVscode } from '../test/support/vscode/versions.ts';
import { openWorkbench, type Workbench } from '../test/support/vscode/workbench.ts';
import { importSession, type LongSession } from './chat/longSession.ts';
import { PanelProbe } from './chat/panelProbe.ts';
import { measureStream } from './chat/streamMeasure.ts';
import { exact, percentile, type Figures } from './figure.ts';

const sizes = [200, 2_000, 10_000] as const;
const opens = 7;
const keys = 60;
/** VS Code's own start is not ours to measure. */
const restMs = 6_000;
const mebibyte = 1024 * 1024;

/** The chat panel with long sessions, in a renderer of its own. */
export async function measureChat(): Promise<Figures> {
  await buildVsix();
  const sandbox = await createSandbox(join(projectRoot, 'out', 'bench', 'chat'));
  const sessions: LongSession[] = [];
  for (const size of sizes) sessions.push(await importSession(sandbox, size));
  const vscode = await startVscode({
    version: newestVscode,
    dataDir: sandbox.vscodeData,
    extensionVsix: vsixFile,
    settings: sandbox.settings,
    env: sandbox.env,
  });
  const target = { folder: sandbox.workspace, ownRenderers: true };
  const workbench = await openWorkbench(vscode.url, target);
  try {
    return await measureWindow(workbench, sandbox, sessions);
  } finally {
    await workbench.close();
    await vscode.stop();
    await sandbox.dispose();
  }
}

async function measureWindow(
  workbench: Workbench,
  sandbox: Sandbox,
  sessions: readonly LongSession[],
): Promise<Figures> {
  await workbench.activity('OpenCode');
  const chat = new ChatPanel(workbench);
  const probe = await PanelProbe.attach(
    await workbench.webviewFrame('[data-testid="composer-input"]'),
  );
  await workbench.treeRow('10000 messages').waitFor();
  await workbench.page.waitForTimeout(restMs);
  const figures = await measureOpen(workbench, probe, sessions);
  const [, long] = sessions;
  if (long) await open(workbench, probe, long);
  return {
    ...figures,
    ...(await measureKeys(chat, probe)),
    ...(await measureStream(sandbox, chat, probe)),
  };
}

/** One after the other in turns, so that none is opened twice in a row. */
async function measureOpen(
  workbench: Workbench,
  probe: PanelProbe,
  sessions: readonly LongSession[],
): Promise<Figures> {
  const figures: Record<string, Figures[string]> = {};
  const times = new Map(sessions.map(({ messages }) => [messages, new Array<number>()]));
  for (let round = -1; round < opens; round += 1) {
    for (const session of sessions) {
      const time = await open(workbench, probe, session);
      if (round >= 0) times.get(session.messages)?.push(time);
      if (round !== opens - 1 || session.messages !== 2_000) continue;
      figures['chat.open_2000_elements'] = exact(await probe.elements(), 'elements');
      figures['chat.open_2000_heap_mb'] = exact((await probe.heapBytes()) / mebibyte, 'MB');
    }
  }
  for (const [messages, samples] of times)
    figures[`chat.open_${messages}_ms_p95`] = percentile(samples, 0.95, 'ms');
  return figures;
}

/** Milliseconds from the press on its row in the tree until its newest answer can be read. */
async function open(
  workbench: Workbench,
  probe: PanelProbe,
  { title, lastWords }: LongSession,
): Promise<number> {
  const pressed = workbench.page.evaluate(whenPressed);
  const shown = probe.whenShown(lastWords);
  await workbench.treeRow(title).click();
  return (await shown) - (await pressed);
}

function whenPressed(): Promise<number> {
  return new Promise((resolve) => {
    const note = ({ timeStamp }: Event) => resolve(performance.timeOrigin + timeStamp);
    addEventListener('pointerdown', note, { capture: true, once: true });
  });
}

async function measureKeys(chat: ChatPanel, probe: PanelProbe): Promise<Figures> {
  const input = await chat.find('composer-input');
  await input.focus();
  const before = await probe.busyMs();
  await input.pressSequentially('a'.repeat(keys), { delay: 50 });
  const busy = (await probe.busyMs()) - before;
  await input.fill('');
  return { 'chat.key_busy_ms': exact(busy / keys, 'ms') };
}
