import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { rootId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import type { ToolPart } from '../../../src/model/part.ts';
import { messagesSchema } from '../../../src/opencode/wire/wire.ts';
import { toMessages } from '../../../src/opencode/wire/wireMessages.ts';
import { toPart } from '../../../src/opencode/wire/wirePart.ts';
import { MessageList } from '../../../src/session/messageList.ts';
import { emptyRoot, type RootState, type State } from '../../../src/session/state.ts';

/** The folder in which a real OpenCode was recorded. */
export const project = rootId('/home/dev/project');

function fixture(name: string): unknown {
  const file = new URL(`../../fixtures/present/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** What a real server answered for a session's messages. */
export function recordedMessages(name: string): readonly Message[] {
  const messages = toMessages(messagesSchema.parse(fixture(name)));
  assert.ok(messages.length > 0);
  return messages;
}

/** The recorded calls of one tool, from a session's messages or from its stream. */
export function recordedTool(name: string, tool: string): ToolPart {
  const wire = z.record(z.string(), z.array(z.unknown())).parse(fixture('toolParts'))[name];
  const parts = wire?.flatMap((part) => toPart(part) ?? []) ?? partsOf(recordedMessages(name));
  const found = parts.find((part) => part.kind === 'tool' && part.tool === tool);
  assert.ok(found?.kind === 'tool', `${name} has no ${tool}`);
  return found;
}

function partsOf(messages: readonly Message[]) {
  return messages.flatMap(({ parts }) => parts);
}

/** A state whose only root holds the messages as the transcript of their session. */
export function stateWith(
  messages: readonly Message[],
  change: Partial<RootState> = {},
): { readonly state: State; readonly root: RootState; readonly sessionId: Message['sessionId'] } {
  const sessionId = messages[0]?.sessionId;
  assert.ok(sessionId);
  const session = { id: sessionId, rootId: project, title: 'Fix it', createdAt: 1, updatedAt: 1 };
  const root: RootState = {
    ...emptyRoot(project, 'project'),
    server: {
      kind: 'ready',
      version: '1.18.33',
      origin: 'http://127.0.0.1:1',
      startedBy: 'thisWindow',
    },
    isLoaded: true,
    sessions: new Map([[sessionId, session]]),
    transcripts: new Map([[sessionId, { messages: MessageList.from(messages) }]]),
    ...change,
  };
  return { state: { roots: new Map([[project, root]]) }, root, sessionId };
}
