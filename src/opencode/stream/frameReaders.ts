import * as z from 'zod';
import type { StreamEvent } from '../../model/event.ts';
import { messageId, partId, requestId, sessionId, type RootId } from '../../model/ids.ts';
import { sameDirectory } from '../directory.ts';
import {
  errorSchema,
  messageInfoSchema,
  permissionSchema,
  questionSchema,
  sessionSchema,
  statusSchema,
  todoSchema,
} from '../wire/wire.ts';
import { toPart } from '../wire/wirePart.ts';
import {
  toMessageInfo,
  toPermission,
  toQuestion,
  toSession,
  toStatus,
  toTodo,
  toTurnError,
} from '../wire/wireSession.ts';

/** Undefined when the properties are not as the type promises. */
type FrameReader = (root: RootId, properties: unknown) => readonly StreamEvent[] | undefined;

const id = z.string().min(1);
const ofSession = z.looseObject({ sessionID: id });
const ofMessage = z.looseObject({ sessionID: id, messageID: id });
const ofPart = z.looseObject({ sessionID: id, messageID: id, partID: id });

function reader<S extends z.ZodType>(
  schema: S,
  map: (wire: z.infer<S>, root: RootId) => StreamEvent | undefined,
): FrameReader {
  return (root, properties) => {
    const parsed = schema.safeParse(properties);
    if (!parsed.success) return undefined;
    const event = map(parsed.data, root);
    return event ? [event] : [];
  };
}

const sessionChanged = reader(z.looseObject({ info: sessionSchema }), ({ info }, root) =>
  sameDirectory(info.directory, root)
    ? { kind: 'sessionChanged', session: toSession(root, info) }
    : undefined,
);

const partChanged: FrameReader = (_root, properties) => {
  const wire = z.looseObject({ part: z.unknown() }).safeParse(properties).data;
  const part = toPart(wire?.part);
  return part && [{ kind: 'partChanged', part }];
};

const permissionAsked = reader(permissionSchema, (wire, root) => ({
  kind: 'requestAsked',
  request: toPermission(root, wire),
}));

/** `permissionID` is the name that older servers use. */
const requestClosed = reader(
  z.union([
    z.looseObject({ sessionID: id, requestID: id }),
    z.looseObject({ sessionID: id, permissionID: id }).transform(({ sessionID, permissionID }) => ({
      sessionID,
      requestID: permissionID,
    })),
  ]),
  (wire) => ({
    kind: 'requestClosed',
    sessionId: sessionId(wire.sessionID),
    requestId: requestId(wire.requestID),
  }),
);

export const frameReaders: ReadonlyMap<string, FrameReader> = new Map([
  ['session.created', sessionChanged],
  ['session.updated', sessionChanged],
  [
    'session.deleted',
    reader(z.looseObject({ info: z.looseObject({ id }) }), ({ info }) => ({
      kind: 'sessionRemoved',
      sessionId: sessionId(info.id),
    })),
  ],
  [
    'session.status',
    reader(ofSession.extend({ status: statusSchema }), (wire) => ({
      kind: 'statusChanged',
      sessionId: sessionId(wire.sessionID),
      status: toStatus(wire.status),
    })),
  ],
  [
    'session.idle',
    reader(ofSession, (wire) => ({
      kind: 'statusChanged',
      sessionId: sessionId(wire.sessionID),
      status: { kind: 'idle' },
    })),
  ],
  [
    'session.error',
    reader(
      z.looseObject({ sessionID: id.optional(), error: errorSchema.optional() }),
      ({ sessionID, error }) =>
        sessionID === undefined || error === undefined
          ? undefined
          : { kind: 'turnFailed', sessionId: sessionId(sessionID), error: toTurnError(error) },
    ),
  ],
  [
    'session.compacted',
    reader(ofSession, (wire) => ({ kind: 'compacted', sessionId: sessionId(wire.sessionID) })),
  ],
  [
    'message.updated',
    reader(z.looseObject({ info: messageInfoSchema }), ({ info }) => ({
      kind: 'messageChanged',
      info: toMessageInfo(info),
    })),
  ],
  [
    'message.removed',
    reader(ofMessage, (wire) => ({
      kind: 'messageRemoved',
      sessionId: sessionId(wire.sessionID),
      messageId: messageId(wire.messageID),
    })),
  ],
  ['message.part.updated', partChanged],
  [
    'message.part.removed',
    reader(ofPart, (wire) => ({
      kind: 'partRemoved',
      sessionId: sessionId(wire.sessionID),
      messageId: messageId(wire.messageID),
      partId: partId(wire.partID),
    })),
  ],
  [
    'message.part.delta',
    reader(ofPart.extend({ field: z.string(), delta: z.string() }), (wire) =>
      wire.field === 'text'
        ? {
            kind: 'textAppended',
            sessionId: sessionId(wire.sessionID),
            messageId: messageId(wire.messageID),
            partId: partId(wire.partID),
            text: wire.delta,
          }
        : undefined,
    ),
  ],
  ['permission.asked', permissionAsked],
  ['permission.updated', permissionAsked],
  ['permission.replied', requestClosed],
  [
    'question.asked',
    reader(questionSchema, (wire, root) => ({
      kind: 'requestAsked',
      request: toQuestion(root, wire),
    })),
  ],
  ['question.replied', requestClosed],
  ['question.rejected', requestClosed],
  [
    'todo.updated',
    reader(ofSession.extend({ todos: z.array(todoSchema) }), (wire) => ({
      kind: 'todosChanged',
      sessionId: sessionId(wire.sessionID),
      todos: wire.todos.map(toTodo),
    })),
  ],
]);
