import type { TourStep } from './tourStep.ts';

/** The rest of the window: palette, tree, status bar, editor, logs and themes. */
export const workbenchSteps: readonly TourStep[] = [
  {
    name: 'run-task-prompt',
    run: async ({ workbench }) => {
      await workbench.command('Run OpenCode task');
      await workbench.quickInput.placeholder();
    },
  },
  {
    name: 'run-task-done',
    run: async ({ workbench }) => {
      await workbench.quickInput.type('Build every module [[script:reason]]');
      await workbench.notifications.toast('finished the task');
    },
  },
  {
    name: 'tree',
    run: async ({ workbench }) => {
      await workbench.notifications.clear();
      await workbench.treeRow('Scripted session').waitFor();
    },
  },
  {
    name: 'tree-renamed',
    run: async ({ workbench }) => {
      await workbench.treeMenu('Scripted session', 'Rename Session');
      await workbench.quickInput.type('My first session');
      await workbench.treeRow('My first session').waitFor();
    },
  },
  {
    name: 'tree-delete-asks',
    run: async ({ workbench }) => {
      await workbench.treeMenu('My first session', 'Delete Session');
      await workbench.dialog().waitFor();
    },
  },
  {
    name: 'tree-deleted',
    run: async ({ workbench }) => {
      await workbench.dialogButton('Delete');
      await workbench.treeRow('My first session').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'tree-sub-session',
    run: async ({ workbench, chat }) => {
      await workbench.treeRow('Scripted session').locator('.monaco-tl-twistie').click();
      await workbench.treeRow('Look at the system').click();
      await (await chat.find('header-title')).getByText('Look at the system').waitFor();
    },
  },
  {
    name: 'tree-archived',
    run: async ({ workbench }) => {
      await workbench.treeMenu('failed', 'Archive Session');
      await workbench.treeRow('failed').waitFor({ state: 'detached' });
      await workbench.notifications.toast('is archived');
    },
  },
  {
    name: 'status-bar-menu',
    run: async ({ workbench }) => {
      await workbench.notifications.clear();
      await workbench.page.locator('.statusbar-item[id$="opencodeSessions.status"]').click();
      await workbench.quickInput.items();
    },
  },
  {
    name: 'editor-tab',
    picture: 'editor.png',
    run: async ({ workbench }) => {
      await workbench.quickInput.cancel();
      await workbench.treeMenu('Scripted session', 'Open Session in Editor');
      await workbench.tab('Scripted session').waitFor();
    },
  },
  {
    name: 'server-log',
    run: async ({ workbench }) => {
      await workbench.command('OpenCode Sessions: Show Server Output');
      await workbench.page.locator('.part.panel', { hasText: 'OpenCode Server' }).waitFor();
    },
  },
  {
    name: 'log',
    run: async ({ workbench }) => {
      await workbench.command('OpenCode Sessions: Show Log');
      await workbench.page
        .locator('.part.panel .output-view, .part.panel .monaco-editor')
        .first()
        .waitFor();
    },
  },
  ...['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast'].map(
    (theme): TourStep => ({
      name: theme.toLowerCase().replaceAll(' ', '-'),
      run: async ({ workbench, chat }) => {
        await workbench.colorTheme(theme);
        await (await chat.find('composer-input')).waitFor();
      },
    }),
  ),
];
