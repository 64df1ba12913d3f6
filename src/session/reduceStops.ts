import { withEntry, withoutKey } from './immutableMap.ts';
import { withField, type RootReducers } from './rootEvent.ts';

/** What people stopped and what has not been seen to stop yet. */
export const stopReducers: RootReducers<'stopAsked' | 'stopLate' | 'stopEnded'> = {
  stopAsked: (root, { sessionId }) =>
    withField(root, 'stopping', withEntry(root.stopping, sessionId, { isLate: false })),
  stopLate: (root, { sessionId }) =>
    root.stopping.has(sessionId)
      ? withField(root, 'stopping', withEntry(root.stopping, sessionId, { isLate: true }))
      : root,
  stopEnded: (root, { sessionId }) =>
    withField(root, 'stopping', withoutKey(root.stopping, sessionId)),
};
