import { honestLine } from '../base/honestText.ts';
import type { Undoing, UndoneFile } from '../session/undoing.ts';
import { plural } from './format.ts';
import { relativePath } from './paths.ts';

export interface RevertQuestion {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

export interface RevertQuestionOptions {
  readonly undoing: Undoing;
  readonly root: string;
  /** A turn goes on, and has to be stopped for it. */
  readonly isWorking: boolean;
  /** `edit`: another prompt is sent in its place at once. */
  readonly purpose: 'revert' | 'edit';
}

const mostFiles = 12;

/** What is asked before a prompt and all that followed are taken back. */
export function revertQuestion(options: RevertQuestionOptions): RevertQuestion {
  const { undoing, root, isWorking, purpose } = options;
  const what = `${plural(undoing.prompts, 'prompt')} and what followed`;
  const isEdit = purpose === 'edit';
  const lines = [
    isWorking ? 'The turn that goes on is stopped first.' : '',
    filesText(undoing, root),
    isEdit ? attachmentsText(undoing) : '',
    isEdit
      ? 'It cannot be restored once the edited prompt is sent.'
      : 'It can be restored until the next prompt is sent.',
  ];
  return {
    message: isEdit ? `Take back ${what}, and send this instead?` : `Take back ${what}?`,
    detail: lines.filter((line) => line !== '').join('\n\n'),
    button: isEdit ? 'Take Back and Send' : 'Take Back',
  };
}

function attachmentsText({ attachments }: Undoing): string {
  if (attachments === 0) return '';
  const verb = attachments === 1 ? 'is' : 'are';
  return `${plural(attachments, 'attachment')} of the earlier prompt ${verb} not sent again.`;
}

function filesText({ files, isUnrecorded }: Undoing, root: string): string {
  if (isUnrecorded)
    return 'Files stay as they are: OpenCode has no snapshots here. It takes them only in git repositories, and only while its setting says so.';
  if (files.length === 0) return 'No files are changed.';
  const shown = files.slice(0, mostFiles).map((file) => `• ${fileText(file, root)}`);
  const more = files.length - shown.length;
  return [
    `${plural(files.length, 'file')} ${files.length === 1 ? 'becomes' : 'become'} what ${files.length === 1 ? 'it was' : 'they were'} before, whoever changed ${files.length === 1 ? 'it' : 'them'} since:`,
    ...shown,
    ...(more > 0 ? [`… and ${more} more`] : []),
  ].join('\n');
}

const fateTexts: { readonly [Fate in UndoneFile['fate']]: string } = {
  changed: '',
  deleted: ' (is deleted)',
  broughtBack: ' (comes back)',
};

function fileText({ path, fate }: UndoneFile, root: string): string {
  return `${honestLine(relativePath(root, path), 100)}${fateTexts[fate]}`;
}
