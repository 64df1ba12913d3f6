import type { Locator, Page } from 'playwright-core';
import { until } from '../until.ts';

/** The widget at the top: command palette, picks and input boxes. */
export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;
  readonly #box: Locator;
  readonly #rows: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget');
    this.#box = this.#widget.locator('input[type="text"], input:not([type="checkbox"])').first();
    this.#rows = this.#widget.locator('.quick-input-list .monaco-list-row');
  }

  /**
   * Runs a command from the palette. What closes just now may take the palette's focus, and a palette
   * that is open does not hear of commands that come: try again with a new one.
   */
  async command(title: string): Promise<void> {
    const tried = async () => {
      if (!(await this.#isPalette())) await this.#page.keyboard.press('F1');
      await this.#box.fill(`>${title}`, { timeout: 1000 });
      await this.pick(title, 3000);
      return true;
    };
    const missed = async () => {
      await this.#page.keyboard.press('Escape');
      return false;
    };
    await until(() => tried().catch(missed), { what: `the command "${title}"` });
    // What the command shows may come in its place.
    await until(async () => !(await this.#isPalette()), { what: 'the end of the palette' });
  }

  async #isPalette(): Promise<boolean> {
    return (await this.#widget.isVisible()) && (await this.#box.inputValue()).startsWith('>');
  }

  /** Clicks the row that has this text as its label, or else contains it. */
  async pick(text: string, timeout = 20_000): Promise<void> {
    const containing = this.#rows.filter({ hasText: text }).first();
    await containing.waitFor({ timeout });
    await this.#settled();
    const exact = this.#rows.filter({ has: this.#page.getByText(text, { exact: true }) }).first();
    await ((await exact.isVisible()) ? exact : containing).click({ timeout });
  }

  /** The labels on offer, once there is at least one. */
  async items(): Promise<string[]> {
    await this.#rows.first().waitFor();
    return this.#labels();
  }

  #labels(): Promise<string[]> {
    return this.#rows.locator('.label-name').allInnerTexts();
  }

  /** The list uses its rows again for other entries: a click could meet one that has just changed. */
  async #settled(): Promise<void> {
    let last = '';
    const isSame = async () => {
      const before = last;
      last = (await this.#labels()).join('\n');
      return last === before;
    };
    await until(isSame, { what: 'a list that does not change' });
  }

  /** Checks these rows of a multiple choice and accepts. */
  async pickSeveral(texts: readonly string[]): Promise<void> {
    for (const text of texts)
      await this.#rows
        .filter({ hasText: text })
        .first()
        .locator('input[type="checkbox"], .monaco-checkbox')
        .first()
        .click();
    await this.#box.press('Enter');
  }

  /** Types into the box above the rows without accepting. */
  async filter(text: string): Promise<void> {
    await this.#box.fill(text);
  }

  /** Answers an input box. */
  async type(text: string): Promise<void> {
    await this.#box.waitFor();
    await this.#box.fill(text);
    await this.#box.press('Enter');
  }

  /** Names a path in VS Code's own file dialog and presses its button. A listing may come late and reset it. */
  async choosePath(path: string, button: string): Promise<void> {
    const accept = this.#widget.locator('.monaco-button', { hasText: button });
    const row = this.#rows.filter({ hasText: path.split('/').at(-1) ?? path });
    const tried = async () => {
      await this.#rows.first().waitFor({ timeout: 3000 });
      await this.#box.fill(path, { timeout: 1000 });
      await row.first().waitFor({ timeout: 3000 });
      await accept.click({ timeout: 1000 });
      await this.#widget.waitFor({ state: 'hidden', timeout: 3000 });
      return true;
    };
    await until(() => tried().catch(() => false), { what: `the dialog to take ${path}` });
  }

  /** Names a file to be written in VS Code's own file dialog. A listing may come late and reset it. */
  async saveAs(path: string): Promise<void> {
    const tried = async () => {
      // It begins with a proposal, which no other list does.
      if (!(await this.#box.inputValue({ timeout: 1000 })).startsWith('/')) return false;
      await this.#box.fill(path, { timeout: 1000 });
      await this.#settled();
      if ((await this.#box.inputValue()) !== path) return false;
      await this.#box.press('Enter', { timeout: 1000 });
      await this.#widget.waitFor({ state: 'hidden', timeout: 3000 });
      return true;
    };
    await until(() => tried().catch(() => false), { what: `the dialog to take ${path}` });
  }

  /** Waits for the step of a dialogue that has this title. */
  async untilTitle(title: string): Promise<void> {
    await this.#widget.locator('.quick-input-title', { hasText: title }).waitFor();
  }

  /** Waits for what it says of a value that it does not take. */
  async untilMessage(message: string): Promise<void> {
    await this.#widget.locator('.quick-input-message', { hasText: message }).waitFor();
  }

  /** Presses a button in its title or beside its box. */
  async button(label: string): Promise<void> {
    await this.#widget.locator(`.action-label[aria-label="${label}"]`).first().click();
  }

  async cancel(): Promise<void> {
    if (!(await this.#widget.isVisible())) return;
    await this.#page.keyboard.press('Escape');
    await this.closed();
  }

  async closed(): Promise<void> {
    await this.#widget.waitFor({ state: 'hidden' });
  }

  async placeholder(): Promise<string> {
    await this.#box.waitFor();
    return (await this.#box.getAttribute('placeholder')) ?? '';
  }
}
