import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TourStep } from './tourStep.ts';

/** Everything that asks, and the ways to answer. */
export const permissionSteps: readonly TourStep[] = [
  {
    name: 'native-permission',
    picture: 'permission.png',
    run: async ({ workbench, chat }) => {
      await workbench.command('OpenCode Sessions: New Session');
      await (await chat.find('empty-state')).waitFor();
      await chat.send('Run a command');
      await workbench.notifications.toast('wants to');
      await chat.untilActivity('waiting');
    },
  },
  {
    name: 'allowed-once',
    run: async ({ workbench, chat }) => {
      await workbench.notifications.click('wants to', 'Allow once');
      await (await chat.tool('bash', 'completed')).waitFor();
      await chat.untilActivity('idle');
    },
  },
  {
    name: 'rejected',
    run: async ({ workbench, chat }) => {
      await chat.send('Run it again');
      await workbench.notifications.click('wants to', 'Reject');
      await (await chat.tool('bash', 'error')).waitFor();
      await chat.untilActivity('idle');
    },
  },
  {
    name: 'edit-before-approval',
    run: async ({ chat }) => {
      await chat.send('Improve the greet function');
      await (await chat.find('permission-card')).waitFor();
    },
  },
  {
    name: 'native-diff',
    picture: 'chat.png',
    run: async ({ workbench, chat }) => {
      await workbench.notifications.clear();
      const card = await chat.find('permission-card');
      await card.getByText('Open diff').click();
      await workbench.tab('greet.ts').waitFor();
      await workbench.page.locator('.monaco-diff-editor .view-line').first().waitFor();
      // This VS Code comes without its TypeScript server and may say so, now or later.
      const aside = workbench.notifications.toasts('tsserver').first();
      await aside.waitFor({ timeout: 4_000 }).catch(() => undefined);
      await workbench.notifications.clear();
    },
  },
  {
    name: 'file-changed',
    run: async ({ workbench, sandbox, chat }) => {
      await chat.press('permission-once');
      await (await chat.tool('edit', 'completed')).waitFor();
      const file = await readFile(join(sandbox.workspace, 'src', 'greet.ts'), 'utf8');
      assert.match(file, /Greets in English when/);
      await workbench.notifications.clear();
      await chat.press('permission-once');
      await chat.untilActivity('idle');
    },
  },
  {
    name: 'question',
    run: async ({ workbench, chat }) => {
      await workbench.notifications.clear();
      await chat.send('Ask me something');
      await (await chat.find('question-card')).waitFor();
    },
  },
  {
    name: 'question-answered',
    run: async ({ workbench, chat }) => {
      const card = await chat.find('question-card');
      for (const choice of ['SQLite', 'Login', 'Search']) await card.getByText(choice).click();
      await chat.press('question-submit');
      await chat.untilAnswer('that settles it');
      await chat.untilActivity('idle');
      await workbench.notifications.clear();
    },
  },
  {
    name: 'answer-by-keyboard',
    run: async ({ workbench, chat }) => {
      await chat.send('Run a command once more');
      await chat.untilActivity('waiting');
      await workbench.notifications.clear();
      await workbench.command('OpenCode Sessions: Answer What Is Waiting');
      await workbench.quickInput.items();
    },
  },
  {
    name: 'answered-by-keyboard',
    run: async ({ workbench, chat }) => {
      await workbench.page.keyboard.press('Enter');
      await (await chat.tool('bash', 'completed')).waitFor();
      await chat.untilActivity('idle');
    },
  },
  {
    name: 'sub-agent-asks',
    run: async ({ workbench, chat }) => {
      await chat.send('Delegate this to an agent');
      await workbench.notifications.toast('sub-agent');
      await (await chat.find('permission-card')).waitFor();
    },
  },
  {
    name: 'sub-agent-done',
    run: async ({ workbench, chat }) => {
      await workbench.notifications.click('sub-agent', 'Allow once');
      await (await chat.tool('task', 'completed')).waitFor();
      await chat.untilActivity('idle');
    },
  },
];
