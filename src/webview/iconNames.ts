/** The codicons the panel can draw; the build takes exactly these from the package. */
export const iconNames = [
  'add',
  'arrow-down',
  'arrow-left',
  'attach',
  'check',
  'checklist',
  'chevron-down',
  'chevron-right',
  'circle-large',
  'circle-slash',
  'close',
  'comment-discussion',
  'copy',
  'diff',
  'discard',
  'edit',
  'error',
  'file',
  'file-media',
  'files',
  'fold',
  'folder',
  'globe',
  'history',
  'hubot',
  'info',
  'list-selection',
  'loading',
  'new-file',
  'pass',
  'question',
  'refresh',
  'search',
  'send',
  'shield',
  'stop-circle',
  'symbol-method',
  'terminal',
  'thinking',
  'tools',
] as const;

export type IconName = (typeof iconNames)[number];

export function isIconName(name: string): name is IconName {
  return iconNames.some((known) => known === name);
}
