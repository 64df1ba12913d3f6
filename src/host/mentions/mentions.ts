import { AppError } from '../../base/errors.ts';
import { honestLine } from '../../base/honestText.ts';
import type { Logger } from '../../base/log.ts';
import type { PromptPart } from '../../model/prompt.ts';
import { likeness } from '../../present/likeness.ts';
import { mentionsIn, type Mention } from '../../present/mentionText.ts';
import type { CompletionItem } from '../../protocol/completion.ts';
import { maxMentions } from '../../protocol/toHost.ts';
import type { MentionPlace, MentionSource } from './mentionSource.ts';

const mostItems = 50;

/** Everything that can be mentioned, from all its sources. */
export class Mentions {
  readonly #sources: readonly MentionSource[];
  readonly #log: Logger;

  /** Where two sources know a name, the first one decides. */
  constructor(sources: readonly MentionSource[], log: Logger) {
    this.#sources = sources;
    this.#log = log;
  }

  async suggest(query: string, place: MentionPlace): Promise<readonly CompletionItem[]> {
    const found = await Promise.all(
      this.#sources.map((source) =>
        source.suggest(query, place).catch((error: unknown) => {
          this.#log.debug(`Some things cannot be mentioned: ${String(error)}`);
          return [];
        }),
      ),
    );
    return likeliest(query, withoutTwins(found.flat())).slice(0, mostItems);
  }

  /** @throws AppError `mention-lost` for one that was chosen and leads nowhere any more */
  async resolve(
    text: string,
    chosen: readonly string[],
    place: MentionPlace,
  ): Promise<readonly PromptPart[]> {
    const mentions = mentionsIn(text).slice(0, maxMentions);
    const parts = await Promise.all(
      mentions.map(async (mention) => {
        const found = await this.#resolveOne(mention, place);
        if (!found && chosen.includes(mention.span.value)) throw gone(mention);
        return found ?? [];
      }),
    );
    return parts.flat();
  }

  async #resolveOne(
    mention: Mention,
    place: MentionPlace,
  ): Promise<readonly PromptPart[] | undefined> {
    for (const source of this.#sources) {
      const found = await source.resolve(mention, place);
      if (found) return found;
    }
    return undefined;
  }
}

function gone({ span }: Mention): AppError {
  const name = honestLine(span.value, 120);
  return new AppError('mention-lost', `${name} is not there any more. Edit the prompt without it.`);
}

/** An open editor is found as a file too. */
function withoutTwins(items: readonly CompletionItem[]): readonly CompletionItem[] {
  const seen = new Set<string>();
  return items.filter(({ insert }) => !seen.has(insert) && seen.add(insert));
}

/** Without a query as they come. What only its source finds like it comes last. */
function likeliest(query: string, items: readonly CompletionItem[]): readonly CompletionItem[] {
  if (query === '') return items;
  const known = items.flatMap((item) => {
    const score = likenessOf(query, item);
    return score === undefined ? [] : [{ item, score }];
  });
  return known.toSorted((a, b) => b.score - a.score).map(({ item }) => item);
}

function likenessOf(query: string, { label, insert }: CompletionItem): number | undefined {
  const scores = [likeness(query, insert.replace(/^@"?/, '')), likeness(query, label)];
  const known = scores.filter((score) => score !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
