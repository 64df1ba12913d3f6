import type { SessionId } from '../model/ids.ts';
import type { ModelRef, Session } from '../model/session.ts';
import type { ActivityView, HeaderView } from '../protocol/view.ts';
import { activityOf, statusOf } from '../session/selectors.ts';
import type { RootState } from '../session/state.ts';
import { totals } from '../session/totals.ts';
import { honestLine } from '../base/honestText.ts';
import { safeText } from './errorText.ts';
import { lateStop } from './stopText.ts';
import { costText, countText } from './format.ts';

export function headerView(root: RootState, id: SessionId | undefined): HeaderView {
  const session = id === undefined ? undefined : root.sessions.get(id);
  const parent = session?.parentId && root.sessions.get(session.parentId);
  return {
    title: id === undefined ? 'New session' : session ? titleOf(session) : 'Loading…',
    ...(id === undefined ? {} : { chat: { rootId: root.id, sessionId: id } }),
    root: root.name,
    usage: session ? usageText(root, session) : '',
    ...(parent ? { parent: { sessionId: parent.id, title: titleOf(parent) } } : {}),
    isNew: id === undefined,
  };
}

function titleOf({ title }: Session): string {
  return honestLine(title, 200) || 'Untitled session';
}

/** "12.4k tokens · 19% of context · $0.03", as far as it is known. */
function usageText(root: RootState, session: Session): string {
  const transcript = root.transcripts.get(session.id);
  if (!transcript) return '';
  const { contextTokens, cost: loadedCost } = totals(transcript);
  // The session's own counts older messages too, and comes later than that of the newest one.
  const cost = Math.max(loadedCost, session.cost ?? 0);
  if (contextTokens === 0) return costText(cost);
  const model = transcript.messages.last?.model ?? session.model;
  const share = shareText(contextTokens, model && contextLimit(root, model));
  const texts = [`${countText(contextTokens)} tokens`, share, costText(cost)];
  return texts.filter((text) => text !== '').join(' · ');
}

function contextLimit({ catalog }: RootState, model: ModelRef): number | undefined {
  return catalog.models.find(
    ({ providerId, modelId }) => providerId === model.providerId && modelId === model.modelId,
  )?.contextLimit;
}

function shareText(tokens: number, limit: number | undefined): string {
  if (limit === undefined || limit <= 0) return '';
  const percent = Math.round((tokens / limit) * 100);
  return `${percent < 1 ? '<1' : percent}% of context`;
}

export function activityView(root: RootState, id: SessionId | undefined): ActivityView {
  if (id === undefined) return { kind: 'idle' };
  const kind = activityOf(root, id);
  if (kind === 'stopping') return stoppingView(root, id);
  const status = statusOf(root, id);
  if (kind !== 'retry' || status.kind !== 'retry')
    return { kind: kind === 'retry' ? 'busy' : kind };
  const { attempt, message, nextAt } = status;
  return { kind: 'retry', attempt, message: safeText(message, 300), nextAt };
}

function stoppingView(root: RootState, id: SessionId): ActivityView {
  const problem = lateStop(root, id);
  return { kind: 'stopping', ...(problem ? { problem } : {}) };
}
