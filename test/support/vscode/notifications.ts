import type { Locator, Page } from 'playwright-core';
import { until } from '../until.ts';
import type { QuickInput } from './quickInput.ts';

/** Native notifications, in the corner while they are new and in the centre afterwards. */
export class Notifications {
  readonly #page: Page;
  readonly #quickInput: QuickInput;

  constructor(page: Page, quickInput: QuickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
  }

  /** A toast with this text, once it is on the screen. */
  async toast(text: string): Promise<Locator> {
    const toast = this.toasts(text).first();
    await toast.waitFor();
    return toast;
  }

  toasts(text: string): Locator {
    return this.#page.locator('.notifications-toasts .notification-toast', { hasText: text });
  }

  /** Presses a button of a toast, which closes it; one that is being drawn anew misses the press. */
  async click(text: string, button: string): Promise<void> {
    const toast = await (await this.toast(text)).elementHandle();
    const press = async () => {
      const found = await toast?.waitForSelector(`.monaco-button >> text="${button}"`);
      await found?.click({ timeout: 2_000 });
      await toast?.waitForElementState('hidden', { timeout: 2_000 });
    };
    const pressed = async () => {
      await press().catch(() => undefined);
      return !(await toast?.isVisible());
    };
    await until(pressed, { what: `the notification "${text}" to take "${button}"` });
  }

  async clear(): Promise<void> {
    await this.#quickInput.command('Notifications: Clear All Notifications');
  }
}
