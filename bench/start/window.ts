import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { projectRoot } from '../../scripts/command.ts';
import { buildVsix, vsixFile } from '../../scripts/vsix.ts';
import { createSandbox, type Sandbox } from '../../test/support/sandbox.ts';
import { until } from '../../test/support/until.ts';
import { ChatPanel } from '../../test/support/vscode/chatPanel.ts';
import { startVscode } from '../../test/support/vscode/server.ts';
import { newestVscode } from '../../test/support/vscode/versions.ts';
import { openWorkbench, type Workbench } from '../../test/support/vscode/workbench.ts';
import { median, type Figures } from '../figure.ts';
import { AskListener } from './askListener.ts';

const windows = 5;
const promptsInWindow = 3;
/** VS Code's own start is not ours to measure: the click comes when it has come to rest. */
const restMs = 6_000;

interface Samples {
  readonly clickToInput: number[];
  readonly firstText: number[];
  readonly askToCard: number[];
  readonly askToNotification: number[];
}

/** What a person waits for, in fresh windows one after the other. */
export async function measureWindow(): Promise<Figures> {
  await buildVsix();
  const samples: Samples = {
    clickToInput: [],
    firstText: [],
    askToCard: [],
    askToNotification: [],
  };
  const sandbox = await createSandbox(join(projectRoot, 'out', 'bench', 'window'));
  const vscode = await startVscode({
    version: newestVscode,
    dataDir: sandbox.vscodeData,
    extensionVsix: vsixFile,
    settings: sandbox.settings,
    env: sandbox.env,
  });
  try {
    for (let round = -1; round < windows; round += 1) {
      const workbench = await openWorkbench(vscode.url, { folder: sandbox.workspace });
      try {
        await measureOneWindow(workbench, sandbox, round < 0 ? emptySamples() : samples);
        await endServer(workbench, sandbox);
      } finally {
        await workbench.close();
      }
    }
  } finally {
    await vscode.stop();
    await sandbox.dispose();
  }
  return {
    'start.click_to_input_ms_p50': median(samples.clickToInput, 'ms'),
    'start.first_text_overhead_ms_p50': median(samples.firstText, 'ms'),
    'start.ask_to_card_ms_p50': median(samples.askToCard, 'ms'),
    'start.ask_to_notification_ms_p50': median(samples.askToNotification, 'ms'),
  };
}

function emptySamples(): Samples {
  return { clickToInput: [], firstText: [], askToCard: [], askToNotification: [] };
}

const hasServer = (sandbox: Sandbox): boolean =>
  sandbox.processes().some(({ command }) => / serve .*--port/.test(command));

async function measureOneWindow(workbench: Workbench, sandbox: Sandbox, samples: Samples) {
  const chat = new ChatPanel(workbench);
  samples.clickToInput.push(await clickToInput(workbench, chat));
  await (await chat.find('row-assistant')).first().waitFor();
  await chat.untilActivity('idle');
  const listener = await AskListener.connect(sandbox);
  try {
    for (let count = 0; count < promptsInWindow; count += 1) {
      samples.firstText.push(await firstText(workbench, chat, sandbox));
      const { card, notification } = await ask(workbench, chat, listener);
      samples.askToCard.push(card);
      samples.askToNotification.push(notification);
    }
  } finally {
    listener.close();
  }
}

/** The next window begins with nothing running; a closed browser alone keeps its extension host. */
async function endServer(workbench: Workbench, sandbox: Sandbox): Promise<void> {
  await workbench.command('OpenCode Sessions: Stop Server');
  await until(() => !hasServer(sandbox), { what: 'the managed server to end' });
}

/** From the click on the icon, nothing running, until a prompt was really taken. */
async function clickToInput(workbench: Workbench, chat: ChatPanel): Promise<number> {
  const icon = workbench.activityItem('OpenCode');
  await icon.waitFor();
  await workbench.page.waitForTimeout(restMs);
  const start = performance.now();
  await icon.click();
  const input = await inputFrame(workbench);
  await input.locator('[data-testid="composer-input"]').fill('[[script:hello]] first');
  await input.locator('[data-testid="composer-input"]').press('Enter');
  await (await chat.find('row-user')).first().waitFor();
  return performance.now() - start;
}

/** Looks more often than the driver's own waiting does. */
async function inputFrame({ page }: Workbench): Promise<Frame> {
  for (;;) {
    for (const frame of page.frames()) {
      const count = await frame
        .locator('[data-testid="composer-input"]')
        .count()
        .catch(() => 0);
      if (count > 0) return frame;
    }
  }
}

/** From the moment that the model wrote its first words until they stand in the page. */
async function firstText(
  workbench: Workbench,
  chat: ChatPanel,
  { model }: Sandbox,
): Promise<number> {
  const frame = await workbench.webviewFrame('[data-testid="composer-input"]');
  const rows = await frame.locator('[data-testid="row-assistant"]').count();
  const shown = whenShown(frame, {
    selector: '[data-testid="row-assistant"] .markdown',
    after: rows,
  });
  const calls = model.calls.length;
  await chat.send(`[[script:hello]] ${Date.now()}`);
  const shownAt = await shown;
  await chat.untilActivity('idle');
  const call = model.calls.slice(calls).find(({ purpose }) => purpose === 'turn');
  if (call?.firstContentAt === undefined) throw new Error('The model was not asked.');
  return shownAt - call.firstContentAt;
}

async function ask(workbench: Workbench, chat: ChatPanel, listener: AskListener) {
  const frame = await workbench.webviewFrame('[data-testid="composer-input"]');
  const card = whenShown(frame, { selector: '[data-testid="permission-card"]', after: 0 });
  const toast = whenShown(workbench.page, { selector: '.notification-toast', after: 0 });
  const asked = listener.askedAt.length;
  await chat.send(`[[script:bash]] ${Date.now()}`);
  const [cardAt, toastAt] = await Promise.all([card, toast]);
  const askedAt = listener.askedAt[asked];
  if (askedAt === undefined) throw new Error('OpenCode did not ask.');
  await chat.press('permission-reject');
  await chat.untilActivity('idle');
  await workbench.notifications.clear();
  return { card: cardAt - askedAt, notification: toastAt - askedAt };
}

interface Wanted {
  readonly selector: string;
  /** How many there are already. */
  readonly after: number;
}

/** Epoch milliseconds, told by the page itself the moment its DOM has one more of them. */
function whenShown(where: Frame | Page, wanted: Wanted): Promise<number> {
  return where.evaluate(
    ({ selector, after }) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          const found = document.querySelectorAll(selector);
          if (found.length <= after || !found[found.length - 1]?.textContent?.trim()) return;
          observer.disconnect();
          resolve(performance.timeOrigin + performance.now());
        });
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
    wanted,
  );
}
