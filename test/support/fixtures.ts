import {
  messageId,
  partId,
  requestId,
  rootId,
  sessionId,
  type RootId,
} from '../../src/model/ids.ts';
import type { AssistantMessage, Message, UserMessage } from '../../src/model/message.ts';
import type { TextPart, ToolPart, ToolState } from '../../src/model/part.ts';
import type { PermissionRequest, QuestionRequest } from '../../src/model/request.ts';
import type { Session } from '../../src/model/session.ts';

/** Small honest values of the model, named so that tests read well. */
export const root = rootId('/work/repo');

export function aSession(id: string, change: Partial<Session> = {}): Session {
  const rootOf: RootId = change.rootId ?? root;
  return {
    id: sessionId(id),
    rootId: rootOf,
    title: `Session ${id}`,
    createdAt: 1,
    updatedAt: 1,
    ...change,
  };
}

export function userMessage(
  id: string,
  session: string,
  change: Partial<UserMessage> = {},
): UserMessage {
  return {
    id: messageId(id),
    sessionId: sessionId(session),
    role: 'user',
    createdAt: 1,
    parts: [],
    ...change,
  };
}

export function assistantMessage(
  id: string,
  session: string,
  change: Partial<AssistantMessage> = {},
): AssistantMessage {
  return {
    id: messageId(id),
    sessionId: sessionId(session),
    role: 'assistant',
    createdAt: 1,
    parts: [],
    usage: { input: 0, output: 0, reasoning: 0, cacheRead: 0, cacheWrite: 0 },
    cost: 0,
    isSummary: false,
    ...change,
  };
}

export function textPart(
  id: string,
  message: Pick<Message, 'id' | 'sessionId'>,
  change: Partial<TextPart> = {},
): TextPart {
  return {
    id: partId(id),
    messageId: message.id,
    sessionId: message.sessionId,
    kind: 'text',
    text: '',
    isSynthetic: false,
    ...change,
  };
}

export function toolPart(
  id: string,
  message: Pick<Message, 'id' | 'sessionId'>,
  state: ToolState,
): ToolPart {
  return {
    id: partId(id),
    messageId: message.id,
    sessionId: message.sessionId,
    kind: 'tool',
    callId: `call-${id}`,
    tool: 'bash',
    state,
  };
}

export function permission(id: string, session: string): PermissionRequest {
  return {
    kind: 'permission',
    id: requestId(id),
    rootId: root,
    sessionId: sessionId(session),
    permission: 'bash',
    patterns: ['ls'],
    always: ['ls *'],
    metadata: { command: 'ls' },
  };
}

export function question(id: string, session: string): QuestionRequest {
  return {
    kind: 'question',
    id: requestId(id),
    rootId: root,
    sessionId: sessionId(session),
    questions: [
      {
        text: 'Which one?',
        header: 'Choice',
        options: [{ label: 'This', description: '' }],
        isMultiple: false,
        allowsOwnAnswer: false,
      },
    ],
  };
}
