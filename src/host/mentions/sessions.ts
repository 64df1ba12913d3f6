import { honestLine } from '../../base/honestText.ts';
import { sessionId } from '../../model/ids.ts';
import { sessionText } from '../../present/sessionText.ts';
import { sessionsNewestFirst } from '../../session/selectors.ts';
import type { MentionSource } from './mentionSource.ts';
import { textPart } from './textPart.ts';

const sign = 'session:';
const newestShown = 3;
const newestMessages = 100;

/** Other conversations of the root, by what was said in them last. */
export const sessionMentions: MentionSource = {
  suggest: (query, { root, sessionId: shown }) => {
    const others = sessionsNewestFirst(root).filter(({ id }) => id !== shown);
    const items = others.map(({ id, title }) => ({
      icon: 'comment-discussion',
      label: honestLine(title, 100),
      detail: 'session',
      insert: `@${sign}${id}`,
    }));
    return Promise.resolve(query === '' ? items.slice(0, newestShown) : items);
  },
  resolve: async ({ name, lines, span }, { root, backend }) => {
    if (!name.startsWith(sign) || lines || !backend) return undefined;
    const session = root.sessions.get(sessionId(name.slice(sign.length)));
    if (!session) return undefined;
    const { messages } = await backend.transcript(session.id, { limit: newestMessages });
    return [textPart(session.title, sessionText(session.title, messages), span)];
  },
};
