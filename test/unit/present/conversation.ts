import { messageId, sessionId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import { chatView, type ChatViewOptions } from '../../../src/present/chatView.ts';
import type { RootState } from '../../../src/session/state.ts';
import { chatView as chatViewSchema, type RowView } from '../../../src/protocol/view.ts';
import { assistantMessage, textPart, userMessage } from '../../support/fixtures.ts';
import { project, recordedMessages, stateWith } from './recorded.ts';

export const options: ChatViewOptions = { isAnswering: () => false };

/** The panel's view of the messages, as it passes the webview's door. */
export function viewOf(messages: readonly Message[], change: Partial<RootState> = {}) {
  const { state, sessionId } = stateWith(messages, change);
  return chatViewSchema.parse(chatView(state, { rootId: project, sessionId }, options));
}

export function recordedView(name: string, change: Partial<RootState> = {}) {
  return viewOf(recordedMessages(name), change);
}

/** The change to a root that makes the messages' session work. */
export function busy(messages: readonly Message[]): Partial<RootState> {
  const id = messages[0]?.sessionId ?? sessionId('s1');
  return { statuses: new Map([[id, { kind: 'busy' }]]) };
}

export function kinds(rows: readonly RowView[]): readonly string[] {
  return rows.map((row) =>
    row.kind === 'assistant' ? row.parts.map(({ kind }) => kind).join('+') : row.kind,
  );
}

export function prompted(id: string, text: string): Message {
  const message = userMessage(id, 's1');
  return { ...message, parts: [textPart(`p-${id}`, message, { text })] };
}

export function answered(id: string, parentId: string, change = {}): Message {
  const message = assistantMessage(id, 's1', { parentId: messageId(parentId), ...change });
  return { ...message, parts: [textPart(`p-${id}`, message, { text: `Answer ${id}` })] };
}
