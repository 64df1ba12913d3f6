import type { PendingRequest, PermissionRequest, QuestionRequest } from '../model/request.ts';
import type { PermissionCard, QuestionCard, RequestCard } from '../protocol/view.ts';
import { honestLine, honestText, shortened } from '../base/honestText.ts';
import { clipStart, outputLimit } from './clip.ts';
import { diffView } from './diffText.ts';
import { textField } from './fields.ts';
import { alwaysScope, permissionText } from './permissionText.ts';

export interface RequestCardContext {
  /** Which sub-agent asks, when one does. */
  readonly askedBy: string | undefined;
  readonly isAnswering: boolean;
}

/** What waits for the person, as a card. */
export function requestCard(request: PendingRequest, context: RequestCardContext): RequestCard {
  const base = request.kind === 'permission' ? permissionBase(request) : questionBase(request);
  const by = context.askedBy === undefined ? {} : { askedBy: honestLine(context.askedBy, 80) };
  return { ...base, ...by, isAnswering: context.isAnswering };
}

const permissions = new WeakMap<PermissionRequest, PermissionCard>();

function permissionBase(request: PermissionRequest): PermissionCard {
  const card = permissions.get(request) ?? permissionCard(request);
  permissions.set(request, card);
  return card;
}

function permissionCard(request: PermissionRequest): PermissionCard {
  const { title, subject } = permissionText(request);
  const diff = diffView(textField(request.metadata, 'diff'), request.rootId);
  return {
    kind: 'permission',
    id: request.id,
    title,
    detail: clipStart(subject, outputLimit),
    ...(diff ? { diff } : {}),
    alwaysScope: alwaysScope(request),
    isAnswering: false,
  };
}

/** Answers carry labels back to OpenCode, so these stay as they are; they are bounded on the wire. */
function questionBase({ id, questions }: QuestionRequest): QuestionCard {
  return {
    kind: 'question',
    id,
    questions: questions.slice(0, 20).map((question) => ({
      text: shortened(honestText(question.text), 4_000),
      header: honestLine(question.header, 80),
      isMultiple: question.isMultiple,
      allowsOwnAnswer: question.allowsOwnAnswer,
      options: question.options.slice(0, 50).map(({ label, description }) => ({
        label,
        description: shortened(honestText(description), 500),
      })),
    })),
    isAnswering: false,
  };
}
