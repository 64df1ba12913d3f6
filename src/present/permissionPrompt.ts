import type { PermissionReply, PermissionRequest, QuestionRequest } from '../model/request.ts';
import type { State } from '../session/state.ts';
import { honestLine, shortened } from '../base/honestText.ts';
import { withoutLinks } from './cleanText.ts';
import { alwaysCovers, alwaysScope, permissionText } from './permissionText.ts';
import { textField } from './fields.ts';
import { placeOf, type Place } from './requestPlace.ts';

export interface PermissionButton {
  readonly id: PermissionReply | 'details';
  readonly label: string;
}

export interface PermissionPrompt {
  /** One line for a native notification. */
  readonly message: string;
  /** What "Always allow" would cover. */
  readonly detail: string;
  readonly buttons: readonly PermissionButton[];
}

const maxCovered = 80;

/** What a native notification says of a permission request. Hostile text stays text. */
export function permissionPrompt(state: State, request: PermissionRequest): PermissionPrompt {
  const place = placeOf(state, request);
  const { wish, subject } = permissionText(request);
  const what = honestLine(subject, 200);
  const sentence = `${asker(place)} wants to ${wish}${what === '' ? '' : `: ${what}`}`;
  return {
    message: withoutLinks(`${sentence}${where(place)}${always(request)}`),
    detail: withoutLinks(honestLine(alwaysScope(request), 300)),
    buttons: buttons(request),
  };
}

/** An edit's "always" is broad and always the same: its button says it. */
function isEdit({ permission }: PermissionRequest): boolean {
  return permission === 'edit';
}

function buttons(request: PermissionRequest): readonly PermissionButton[] {
  return [
    { id: 'once', label: 'Allow once' },
    { id: 'always', label: isEdit(request) ? 'Always allow edits' : 'Always allow' },
    { id: 'reject', label: 'Reject' },
    { id: 'details', label: 'Show details' },
  ];
}

/** What the button would allow from now on, where that is short enough to be read. */
function always(request: PermissionRequest): string {
  const covered = honestLine(alwaysCovers(request), 200);
  return isEdit(request) || covered.length > maxCovered ? '' : `. Always allow covers ${covered}.`;
}

/** The change that an edit would make, for a diff editor. */
export interface ProposedDiff {
  /** Absolute, or relative to the root. */
  readonly file: string;
  /** Unified, with its file headers. */
  readonly patch: string;
}

export function proposedDiff(request: PermissionRequest): ProposedDiff | undefined {
  const patch = textField(request.metadata, 'diff');
  const file = textField(request.metadata, 'filepath') || (request.patterns[0] ?? '');
  return patch === '' || file === '' ? undefined : { file, patch };
}

export interface QuestionPrompt {
  readonly message: string;
}

/** What a native notification says of a question. */
export function questionPrompt(state: State, request: QuestionRequest): QuestionPrompt {
  const place = placeOf(state, request);
  const [first, ...others] = request.questions;
  const asked = honestLine(first?.text ?? '', 200);
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return { message: withoutLinks(`${asker(place)} asks: ${asked}${more}${where(place)}`) };
}

function asker(place: Place): string {
  return place.askedBy === undefined
    ? 'OpenCode'
    : `OpenCode’s sub-agent ${honestLine(place.askedBy, 40)}`;
}

/** The title in quotes that it cannot close itself. */
function where(place: Place): string {
  const title = honestLine(place.title, 60).replace(/[“”"]/g, '’');
  const folder = honestLine(place.folder ?? '', 40);
  const places = [title === '' ? '' : `“${shortened(title, 60)}”`, folder];
  const text = places.filter((name) => name !== '').join(' · ');
  return text === '' ? '' : ` — in ${text}`;
}
