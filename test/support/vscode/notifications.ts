import type { Locator, Page } from 'playwright-core';
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

  /** Presses a button of a toast. */
  async click(text: string, button: string): Promise<void> {
    const toast = await this.toast(text);
    await toast.locator('.monaco-button').getByText(button, { exact: true }).click();
  }

  async clear(): Promise<void> {
    await this.#quickInput.command('Notifications: Clear All Notifications');
  }
}
