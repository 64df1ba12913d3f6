import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { ToHost } from '../../src/protocol/toHost.ts';
import { parseToHost } from '../../src/protocol/toHost.ts';
import type { ToWebview, ViewOp } from '../../src/protocol/toWebview.ts';
import type { ChatView } from '../../src/protocol/view.ts';
import { PanelServer, type Theme } from './panelServer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

const sideBar: Viewport = { width: 420, height: 760 };

/** The built panel in a real browser, with the test as its host. */
export class PanelHarness {
  readonly #server = new PanelServer();
  #browser: Browser | undefined;

  async start(): Promise<void> {
    execFileSync(process.execPath, ['esbuild.mjs', 'webview', '--production'], {
      cwd: root,
      stdio: 'inherit',
    });
    await this.#server.start();
    this.#browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.#server.stop();
  }

  async open(theme: Theme = 'dark', viewport: Viewport = sideBar): Promise<PanelPage> {
    if (!this.#browser) throw new Error('The harness is not started.');
    const context = await this.#browser.newContext({ viewport, reducedMotion: 'reduce' });
    const panel = new PanelPage(context, await context.newPage());
    await panel.load(this.#server.url(theme));
    return panel;
  }
}

/** One panel. What it posts is collected; what it logs or tries to run is evidence. */
export class PanelPage {
  readonly page: Page;
  readonly posted: ToHost[] = [];
  /** Errors of the page and refusals of the content security policy. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;
  #revision = 0;

  constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
  }

  async load(url: string): Promise<void> {
    const { page } = this;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    await page.exposeBinding('postToTest', (_source, message: unknown) => {
      const parsed = parseToHost(message);
      if (parsed) this.posted.push(parsed);
      else this.complaints.push(`not a message to the host: ${JSON.stringify(message)}`);
    });
    await page.addInitScript({ content: fakeVsCodeApi });
    await page.goto(url);
    await this.waitForPost('ready');
  }

  /** What a reload of the webview does: new page, same saved state. */
  async recreate(): Promise<void> {
    this.posted.length = 0;
    await this.page.reload();
    await this.waitForPost('ready');
  }

  async send(message: ToWebview | Record<string, unknown>): Promise<void> {
    await this.page.evaluate((data) => {
      window.postMessage(data, '*');
      return new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
    }, message);
  }

  async show(view: ChatView): Promise<void> {
    this.#revision = 1;
    await this.send({ type: 'snapshot', revision: this.#revision, view });
    await this.page.getByTestId('composer-input').waitFor();
  }

  async change(...ops: readonly ViewOp[]): Promise<void> {
    this.#revision += 1;
    await this.send({ type: 'delta', revision: this.#revision, ops: [...ops] });
  }

  /** As if a delta had got lost. */
  skipRevision(): void {
    this.#revision += 1;
  }

  async waitForPost<Type extends ToHost['type']>(
    type: Type,
  ): Promise<Extract<ToHost, { type: Type }>> {
    for (;;) {
      const found = this.posted.find(
        (message): message is Extract<ToHost, { type: Type }> => message.type === type,
      );
      if (found) return found;
      await this.page.waitForTimeout(10);
    }
  }

  postsOf(type: ToHost['type']): readonly ToHost[] {
    return this.posted.filter((message) => message.type === type);
  }

  async screenshot(name: string): Promise<void> {
    const folder = join(root, 'out/webview');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

/**
 * Runs in the page before its script. The state outlives a reload, as in VS Code. Text, because
 * the test's own compiler adds helpers to functions that the page does not have.
 */
const fakeVsCodeApi = `
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => { window.postToTest(message); },
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => { sessionStorage.setItem('state', JSON.stringify(state)); },
  });
`;

function findBrowser(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = files.find((file) => existsSync(file));
  if (!found) throw new Error('There is no Chromium or Chrome on the PATH.');
  return found;
}
