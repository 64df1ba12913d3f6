import { chromium, type Browser, type Frame, type Locator, type Page } from 'playwright-core';
import * as z from 'zod';
import { chromiumFlags, chromiumPath } from '../chromium.ts';
import { until } from '../until.ts';
import { Notifications } from './notifications.ts';
import { giveOwnRenderers, ownRendererFlags } from './ownRenderers.ts';
import { QuickInput } from './quickInput.ts';

export interface WorkbenchTarget {
  readonly folder?: string;
  /** A `.code-workspace` file, instead of a folder. */
  readonly workspace?: string;
  /** What the workbench page gets as `payload`, for a server with the test driver. */
  readonly payload?: readonly (readonly [string, string])[];
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Each webview gets a thread of its own, as on the desktop: for honest timings. */
  readonly ownRenderers?: boolean;
}

const treeRowsSchema = z.array(
  z.object({
    label: z.string(),
    description: z.string(),
    level: z.number(),
    expanded: z.boolean(),
  }),
);

export type TreeRow = z.infer<typeof treeRowsSchema>[number];

/** Opens a window of a running VS Code in a headless browser of its own. */
export async function openWorkbench(url: string, target: WorkbenchTarget): Promise<Workbench> {
  const { ownRenderers = false } = target;
  const args = [...chromiumFlags(), ...(ownRenderers ? ownRendererFlags : [])];
  const browser = await chromium.launch({ executablePath: chromiumPath(), args });
  try {
    const viewport = target.viewport ?? { width: 1280, height: 800 };
    const context = await browser.newContext({ viewport: { ...viewport } });
    const page = await context.newPage();
    const workbench = new Workbench(browser, page);
    if (ownRenderers) await giveOwnRenderers(page, url);
    await page.goto(addressOf(url, target));
    await workbench.untilReady();
    return workbench;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** One VS Code window, used as a person uses it. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  /** What the pages reported as errors so far, violations of content security policies included. */
  readonly consoleErrors: string[] = [];
  readonly #browser: Browser;

  constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page, this.quickInput);
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => this.consoleErrors.push(String(error)));
    page.setDefaultTimeout(45_000);
  }

  async untilReady(): Promise<void> {
    const timeout = 60_000;
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout });
    await this.page.locator('.monaco-workbench .activitybar .action-label').first().waitFor();
  }

  /** Loads the window again, as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.untilReady();
  }

  /**
   * Waits until this text is in what the browser stores of the window: it writes every few seconds
   * and not at the end, so that a reload loses what came last.
   */
  async untilStored(text: string): Promise<void> {
    const stored = async () => String(await this.page.evaluate(readStorage)).includes(text);
    await until(stored, { what: `the browser to store "${text}"` });
  }

  /** Runs a command by (a part of) its title in the palette. */
  async command(title: string): Promise<void> {
    await this.quickInput.command(title);
  }

  /** Chooses a colour theme by its name in the picker ("Light Modern", "Dark High Contrast"). */
  async colorTheme(name: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.quickInput.filter(name);
    await this.quickInput.pick(name);
    await this.quickInput.closed();
  }

  /** Shows the view container with this name in the activity bar; a press on the shown one hides it. */
  async activity(label: string): Promise<void> {
    const item = this.activityItem(label);
    await item.waitFor();
    const shown = this.page.locator(
      `.activitybar .action-item.checked .action-label[aria-label^="${label}"]`,
    );
    const tried = async () => {
      if ((await shown.count()) === 0) await item.click();
      await shown.waitFor({ timeout: 2000 });
      return true;
    };
    await until(() => tried().catch(() => false), { what: `the view container ${label}` });
  }

  activityItem(label: string): Locator {
    return this.page.locator(`.activitybar .action-label[aria-label^="${label}"]`).first();
  }

  /** The innermost frame of the visible webview that shows an element. */
  async webviewFrame(selector: string, timeoutMs = 30_000): Promise<Frame> {
    const what = `a webview with ${selector}`;
    return until(async () => (await this.#framesWith(selector))[0], { what, timeoutMs });
  }

  async #framesWith(selector: string): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (const frame of this.page.frames()) {
      if (frame === this.page.mainFrame()) continue;
      const visible = await frame
        .locator(selector)
        .first()
        .isVisible()
        .catch(() => false);
      if (visible) frames.push(frame);
    }
    return frames;
  }

  treeRow(text: string): Locator {
    return this.page
      .locator(`.sidebar .monaco-list-row[role="treeitem"]`, { hasText: text })
      .first();
  }

  /** All at one moment: rows come and go. */
  async treeRows(): Promise<TreeRow[]> {
    return treeRowsSchema.parse(await this.page.evaluate(readTreeRows));
  }

  /** Chooses an entry of a row's context menu. */
  async treeMenu(rowText: string, entry: string): Promise<void> {
    await this.treeRow(rowText).click({ button: 'right' });
    await this.menu(entry);
  }

  /** Presses an entry of the open menu; a menu that has just opened ignores the first presses. */
  async menu(entry: string): Promise<void> {
    const item = this.menuEntry(entry);
    await item.waitFor();
    const pressed = async () => {
      await item.click({ timeout: 500 }).catch(() => undefined);
      return !(await item.isVisible());
    };
    await until(pressed, { what: `the menu to take "${entry}"` });
  }

  menuEntry(text: string): Locator {
    return this.page.locator('.monaco-menu .action-menu-item', { hasText: text }).first();
  }

  statusItem(text: string): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  async statusBar(): Promise<string[]> {
    const texts = await this.page.locator('.statusbar-item').allInnerTexts();
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  }

  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** A button of the modal dialog that is open. */
  async dialogButton(label: string): Promise<void> {
    const buttons = this.dialog().locator('.monaco-button', { hasText: label });
    await buttons.first().click();
  }

  tab(text: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: text }).first();
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled' });
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

const readTreeRows = `[...document.querySelectorAll('.sidebar .monaco-list-row[role="treeitem"]')].map((row) => {
  const text = (selector) => [...row.querySelectorAll(selector)].map((part) => part.innerText).join('');
  return {
    label: text('.label-name'),
    description: text('.label-description'),
    level: Number(row.getAttribute('aria-level')),
    expanded: row.getAttribute('aria-expanded') === 'true',
  };
})`;

const readStorage = `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const texts = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames)
      texts.push(...await done(database.transaction(store).objectStore(store).getAll()));
    database.close();
  }
  return JSON.stringify(texts);
})()`;

function addressOf(url: string, { folder, workspace, payload }: WorkbenchTarget): string {
  const address = new URL(url);
  if (folder !== undefined) address.searchParams.set('folder', folder);
  if (workspace !== undefined) address.searchParams.set('workspace', workspace);
  if (payload !== undefined) address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}
