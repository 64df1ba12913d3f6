/** The codicons the panel can draw; the build takes exactly these from the package. */
export const iconNames = [
  'add',
  'arrow-down',
  'arrow-left',
  'arrow-up',
  'case-sensitive',
  'check',
  'checklist',
  'chevron-down',
  'chevron-right',
  'circle-large',
  'circle-slash',
  'close',
  'comment-discussion',
  'copy',
  'diff-multiple',
  'discard',
  'edit',
  'error',
  'file',
  'file-media',
  'fold',
  'git-branch',
  'globe',
  'history',
  'hubot',
  'info',
  'insert',
  'kebab-vertical',
  'loading',
  'new-file',
  'pass',
  'question',
  'refresh',
  'search',
  'send',
  'shield',
  'stop-circle',
  'terminal',
  'thinking',
  'tools',
] as const;

export type IconName = (typeof iconNames)[number];

export function isIconName(name: string): name is IconName {
  return iconNames.some((known) => known === name);
}
