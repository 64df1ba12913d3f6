import type { SessionId } from '../model/ids.ts';
import type { RowView } from '../protocol/view.ts';
import { isPrompt } from '../session/undoing.ts';
import type { RootState } from '../session/state.ts';
import { actionsOf } from './actions.ts';
import { plural } from './format.ts';
import type { Chunk, MessageGroup } from './messageGroups.ts';

export interface TakenBack {
  readonly kept: readonly Chunk[];
  readonly notice: RowView;
}

/** What still stands of a session that was reverted, and the notice in place of the rest. */
export function takenBack(
  root: RootState,
  id: SessionId,
  chunks: readonly Chunk[],
): TakenBack | undefined {
  const from = root.sessions.get(id)?.revertedFrom;
  if (from === undefined) return undefined;
  const groups = chunks.flat();
  const index = groups.findLastIndex((group) => messagesIn(group).some((one) => one.id === from));
  if (index >= 0) return { kept: [groups.slice(0, index)], notice: noticeOf(groups.slice(index)) };
  const [first] = groups;
  const isBeforeAll = first !== undefined && from < (messagesIn(first)[0]?.id ?? '');
  return isBeforeAll ? { kept: [], notice: noticeOf(groups) } : undefined;
}

function messagesIn(group: MessageGroup) {
  return group.kind === 'prompt' ? [group.message] : group.messages;
}

function noticeOf(groups: readonly MessageGroup[]): RowView {
  const prompts = groups.filter((group) => group.kind === 'prompt' && isPrompt(group.message));
  const what = `${plural(prompts.length, 'prompt')} and what followed`;
  return {
    kind: 'notice',
    id: 'reverted',
    icon: 'discard',
    text: `${what} ${prompts.length === 1 ? 'is' : 'are'} taken back. The next prompt makes that final.`,
    actions: actionsOf(['restoreReverted']),
  };
}
