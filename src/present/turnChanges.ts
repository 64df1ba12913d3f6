import { honestLine } from '../base/honestText.ts';
import type { MessageId } from '../model/ids.ts';
import type { FileChange } from '../model/message.ts';
import type { TurnChanges } from '../protocol/view.ts';
import type { RootState, State } from '../session/state.ts';
import type { ChatViewTarget } from './chatTarget.ts';
import type { AnswerGroup, Chunk } from './messageGroups.ts';

const mostFiles = 50;

/** What the turn of an answer has changed: its prompt knows, and stands nearly always beside it. */
export function changesBehind(
  { messages: [{ parentId, sessionId }] }: AnswerGroup,
  root: RootState,
  near: Chunk,
): readonly FileChange[] | undefined {
  if (parentId === undefined) return undefined;
  const beside = near.find((group) => group.kind === 'prompt' && group.message.id === parentId);
  if (beside?.kind === 'prompt') return beside.message.changes;
  const prompt = root.transcripts.get(sessionId)?.messages.get(parentId);
  return prompt?.role === 'user' ? prompt.changes : undefined;
}

export function changesView(changes: readonly FileChange[]): { changes?: TurnChanges } {
  if (changes.length === 0) return {};
  const sum = (of: (change: FileChange) => number) =>
    changes.reduce((total, change) => total + of(change), 0);
  return {
    changes: {
      files: changes.slice(0, mostFiles).map(({ path, additions, deletions }) => ({
        file: { path, label: honestLine(path) },
        additions,
        deletions,
      })),
      total: changes.length,
      additions: sum(({ additions }) => additions),
      deletions: sum(({ deletions }) => deletions),
    },
  };
}

/** The prompt that the answer in a row answers. */
export function promptOfAnswer(
  state: State,
  { rootId, sessionId }: ChatViewTarget,
  rowId: string,
): MessageId | undefined {
  const transcript = sessionId && state.roots.get(rootId)?.transcripts.get(sessionId);
  for (const message of transcript ? transcript.messages : []) {
    if (message.id === rowId) return message.role === 'assistant' ? message.parentId : undefined;
  }
  return undefined;
}
