import type * as z from 'zod';
import type { RootId } from '../../model/ids.ts';
import { messageId, requestId, sessionId } from '../../model/ids.ts';
import type { MessageInfo, TurnError } from '../../model/message.ts';
import type { PermissionRequest, QuestionRequest } from '../../model/request.ts';
import type { ModelRef, Session, SessionStatus, Todo } from '../../model/session.ts';
import { toFileChanges } from './fileChanges.ts';
import type {
  errorSchema,
  messageInfoSchema,
  permissionSchema,
  questionSchema,
  sessionSchema,
  statusSchema,
  todoSchema,
} from './wire.ts';

export function toSession(root: RootId, wire: z.infer<typeof sessionSchema>): Session {
  return {
    id: sessionId(wire.id),
    rootId: root,
    parentId: wire.parentID ? sessionId(wire.parentID) : undefined,
    title: wire.title,
    createdAt: wire.time.created,
    updatedAt: wire.time.updated ?? wire.time.created,
    archivedAt: wire.time.archived === 0 ? undefined : wire.time.archived,
    agent: wire.agent,
    model: wire.model && modelRef(wire.model.providerID, wire.model.id, wire.model.variant),
    cost: wire.cost,
    // It is empty where OpenCode was told by its environment to share nothing.
    shareUrl: wire.share?.url || undefined,
    revertedFrom: wire.revert?.messageID,
  };
}

export function toStatus(wire: z.infer<typeof statusSchema>): SessionStatus {
  if (wire.type !== 'retry') return { kind: wire.type };
  return { kind: 'retry', attempt: wire.attempt, message: wire.message, nextAt: wire.next };
}

export function toTurnError(wire: z.infer<typeof errorSchema>): TurnError {
  const message = wire.data?.message ?? wire.name;
  return { name: wire.name, message, statusCode: wire.data?.statusCode };
}

export function toMessageInfo(wire: z.infer<typeof messageInfoSchema>): MessageInfo {
  const base = {
    id: messageId(wire.id),
    sessionId: sessionId(wire.sessionID),
    createdAt: wire.time.created,
    agent: wire.agent,
  };
  if (wire.role === 'user') {
    const { model } = wire;
    const changes = toFileChanges(wire.summary?.diffs ?? []);
    return {
      ...base,
      role: 'user',
      model: model && modelRef(model.providerID, model.modelID, model.variant),
      ...(changes.length > 0 ? { changes } : {}),
    };
  }
  return { ...base, ...toAssistant(wire) };
}

type AssistantWire = Extract<z.infer<typeof messageInfoSchema>, { role: 'assistant' }>;

function toAssistant(wire: AssistantWire) {
  const { input, output, reasoning, cache } = wire.tokens;
  const model =
    wire.providerID !== undefined && wire.modelID !== undefined
      ? modelRef(wire.providerID, wire.modelID, wire.variant)
      : undefined;
  return {
    role: 'assistant' as const,
    model,
    parentId: wire.parentID ? messageId(wire.parentID) : undefined,
    completedAt: wire.time.completed,
    error: wire.error && toTurnError(wire.error),
    usage: { input, output, reasoning, cacheRead: cache.read, cacheWrite: cache.write },
    cost: wire.cost,
    finish: wire.finish,
    isSummary: wire.summary,
  };
}

export function toPermission(
  root: RootId,
  wire: z.infer<typeof permissionSchema>,
): PermissionRequest {
  return {
    kind: 'permission',
    id: requestId(wire.id),
    rootId: root,
    sessionId: sessionId(wire.sessionID),
    callId: wire.tool?.callID ?? wire.callID,
    permission: wire.permission ?? wire.type ?? 'unknown',
    patterns: wire.patterns ?? [wire.pattern ?? []].flat(),
    always: wire.always,
    metadata: wire.metadata,
  };
}

export function toQuestion(root: RootId, wire: z.infer<typeof questionSchema>): QuestionRequest {
  return {
    kind: 'question',
    id: requestId(wire.id),
    rootId: root,
    sessionId: sessionId(wire.sessionID),
    callId: wire.tool?.callID,
    questions: wire.questions.map((question) => ({
      text: question.question,
      header: question.header,
      options: question.options.map(({ label, description }) => ({ label, description })),
      isMultiple: question.multiple,
      allowsOwnAnswer: question.custom,
    })),
  };
}

export function toTodo(wire: z.infer<typeof todoSchema>): Todo {
  return { text: wire.content, status: wire.status, priority: wire.priority };
}

/** OpenCode writes `default` where no variant was chosen. */
function modelRef(providerId: string, modelId: string, variant: string | undefined): ModelRef {
  return { providerId, modelId, variant: variant === 'default' ? undefined : variant };
}
