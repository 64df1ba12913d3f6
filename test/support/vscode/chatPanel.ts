import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

export type Activity = 'idle' | 'busy' | 'retry' | 'waiting';

/** The chat of the extension, as a person uses it: the one that is visible in the window. */
export class ChatPanel {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** An element by its test id, in whichever frame the chat lives now. */
  async find(testId: string): Promise<Locator> {
    const frame = await this.#frame();
    return frame.getByTestId(testId);
  }

  async send(prompt: string): Promise<void> {
    const input = await this.find('composer-input');
    await input.fill(prompt);
    await input.press('Enter');
    const row = await this.find('row-user');
    await row.filter({ hasText: prompt }).last().waitFor();
  }

  async untilActivity(activity: Activity, timeout = 30_000): Promise<void> {
    const frame = await this.#frame();
    const element = frame.locator(`[data-testid="activity"][data-activity="${activity}"]`);
    await element.waitFor({ state: 'attached', timeout });
  }

  /** The answer that has this text. */
  async untilAnswer(text: string | RegExp): Promise<void> {
    const row = await this.find('row-assistant');
    await row.filter({ hasText: text }).last().waitFor();
  }

  /** The newest card of a tool, optionally in one state. */
  async tool(name: string, status?: string): Promise<Locator> {
    const frame = await this.#frame();
    const state = status === undefined ? '' : `[data-status="${status}"]`;
    return frame.locator(`[data-testid="tool-card"][data-tool="${name}"]${state}`).last();
  }

  /** Presses something in the panel by its test id. */
  async press(testId: string): Promise<void> {
    const element = await this.find(testId);
    await element.last().click();
  }

  #frame(): Promise<Frame> {
    return this.#workbench.webviewFrame('[data-testid="composer-input"]');
  }
}
