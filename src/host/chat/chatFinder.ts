import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Disposable } from '../../base/disposable.ts';
import { messageId, type SessionId } from '../../model/ids.ts';
import { messageChunks } from '../../present/messageGroups.ts';
import { findInChunk, findMatches, type PlacesIn } from '../../present/searchTexts.ts';
import { transcriptRows } from '../../present/transcriptRows.ts';
import { mostMatches, placesOf, type FindMatch } from '../../protocol/find.ts';
import type { ToHost, ToHostHandlers } from '../../protocol/toHost.ts';
import type { RootState, Transcript } from '../../session/state.ts';
import type { ChatContext } from './chatContext.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';

type FindHandlers = Pick<ToHostHandlers, 'find' | 'endFind' | 'loadRow'>;
type Asked = Extract<ToHost, { type: 'find' }>;

/** Messages that were looked through together. */
interface Looked {
  readonly matches: readonly FindMatch[];
  readonly messages: number;
}

/** What it uses of its panel. */
export interface FinderPort extends Omit<ChatPanelPort, 'context' | 'show'> {
  readonly context: Pick<ChatContext, 'store' | 'sessions'>;
}

interface Place {
  readonly root: RootState;
  readonly sessionId: SessionId;
  readonly transcript: Transcript;
}

/**
 * Finds words in all of a conversation, the newest first. Pages that are not shown are read one by
 * one and forgotten again: to look for something must not fill the panel.
 */
export class ChatFinder implements Disposable {
  readonly #panel: FinderPort;
  #running = new AbortController();

  constructor(panel: FinderPort) {
    this.#panel = panel;
  }

  readonly handlers: FindHandlers = {
    find: (asked) => {
      const { signal } = this.#restart();
      this.#panel.run(this.#find(asked, signal));
    },
    endFind: () => void this.#restart(),
    loadRow: ({ rowId }) => {
      const { signal } = this.#running;
      this.#panel.run(this.#loadRow(rowId, signal));
    },
  };

  dispose(): void {
    this.#running.abort();
  }

  #restart(): AbortController {
    this.#running.abort();
    this.#running = new AbortController();
    return this.#running;
  }

  async #find({ key, query }: Asked, signal: AbortSignal): Promise<void> {
    const progress = { key, searched: 0, isDone: false, isLimited: false };
    let room = mostMatches;
    try {
      for await (const { matches, messages } of this.#look(
        (text) => placesOf(query, text),
        signal,
      )) {
        if (signal.aborted) return;
        const kept = matches.slice(Math.max(0, matches.length - room));
        room -= kept.length;
        progress.searched += messages;
        progress.isLimited = matches.length > kept.length;
        this.#panel.post({ type: 'found', ...progress, matches: [...kept] });
        if (progress.isLimited) break;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      // Also after a failure, which is told by itself: nobody waits for more.
      if (!signal.aborted)
        this.#panel.post({ type: 'found', ...progress, isDone: true, matches: [] });
    }
  }

  async *#look(placesIn: PlacesIn, signal: AbortSignal): AsyncGenerator<Looked> {
    const place = this.#place();
    if (!place) return;
    const { root, sessionId, transcript } = place;
    yield* lookInShown(place, placesIn);
    let before = transcript.olderCursor;
    while (before !== undefined && !signal.aborted) {
      const { sessions } = this.#panel.context;
      const page = await sessions.transcriptPage(root.id, sessionId, before, signal);
      const matches = findMatches(page.messages, root, placesIn);
      yield { matches, messages: page.messages.length };
      before = page.olderCursor;
    }
  }

  /** Brings page after page until the row's message is there. */
  async #loadRow(rowId: string, signal: AbortSignal): Promise<void> {
    const { sessions } = this.#panel.context;
    for (let place = this.#place(); place && !signal.aborted; place = this.#place()) {
      const { root, sessionId, transcript } = place;
      const { olderCursor } = transcript;
      if (olderCursor === undefined || transcript.messages.get(messageId(rowId))) return;
      await sessions.loadOlder(root.id, sessionId);
      // Somebody else may be fetching this very page: then nothing has come yet.
      if (this.#place()?.transcript.olderCursor === olderCursor) await setTimeout(100);
    }
  }

  #place(): Place | undefined {
    const target = this.#panel.target();
    const root = target && this.#panel.context.store.state.roots.get(target.rootId);
    const sessionId = target?.sessionId;
    const transcript = sessionId && root?.transcripts.get(sessionId);
    return root && sessionId && transcript ? { root, sessionId, transcript } : undefined;
  }
}

/** What is reverted is in the store, but not to be seen. */
async function* lookInShown(
  { root, sessionId, transcript }: Place,
  placesIn: PlacesIn,
): AsyncGenerator<Looked> {
  const shown = new Set(transcriptRows(root, sessionId).map(({ id }) => id));
  for (const chunk of messageChunks(transcript.messages).toReversed()) {
    const matches = findInChunk(chunk, root, placesIn).filter(({ rowId }) => shown.has(rowId));
    yield { matches, messages: chunk.length };
    // A long conversation must not hold up what else the extension host has to do.
    await setImmediate();
  }
}
