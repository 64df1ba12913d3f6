import type { SessionBackend } from '../../model/backend.ts';
import type { SessionId } from '../../model/ids.ts';
import type { PromptPart } from '../../model/prompt.ts';
import type { Mention } from '../../present/mentionText.ts';
import type { CompletionItem } from '../../protocol/completion.ts';
import type { RootState } from '../../session/state.ts';

/** Where a mention is written. */
export interface MentionPlace {
  readonly root: RootState;
  readonly sessionId?: SessionId | undefined;
  /** Absent while the server does not run: some things cannot be found then. */
  readonly backend?: SessionBackend | undefined;
}

/** One kind of thing that can be mentioned. */
export interface MentionSource {
  /** What may be meant by what was typed after the `@`, the likeliest first. */
  suggest(query: string, place: MentionPlace): Promise<readonly CompletionItem[]>;
  /** What goes along with the prompt; undefined when the mention is not of this kind. */
  resolve(mention: Mention, place: MentionPlace): Promise<readonly PromptPart[] | undefined>;
}

/** Before everything that is found: what is offered by name, and only to who types nothing else. */
export function fixedItem(query: string, item: CompletionItem): readonly CompletionItem[] {
  return item.insert.slice(1).toLowerCase().startsWith(query.toLowerCase()) ? [item] : [];
}
