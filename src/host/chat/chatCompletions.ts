import type { CompletionItem } from '../../protocol/completion.ts';
import type { ToHost, ToHostHandlers } from '../../protocol/toHost.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';
import type { ChatTarget } from './chatTarget.ts';
import type { ChatContext } from './chatContext.ts';

type Asked = Extract<ToHost, { type: 'complete' }>;

/** What the list above the composer offers. Only the page knows which answer still matters. */
export function chatCompletions({
  context,
  target,
  post,
  run,
}: ChatPanelPort): Pick<ToHostHandlers, 'complete'> {
  return {
    complete: (asked) => {
      const shown = target();
      if (!shown) return;
      run(
        suggestions(context, shown, asked).then((items) =>
          post({ type: 'completions', seq: asked.seq, items: [...items] }),
        ),
      );
    },
  };
}

async function suggestions(
  { store, sessions, composing }: ChatContext,
  { rootId, sessionId }: ChatTarget,
  { query, sign }: Asked,
): Promise<readonly CompletionItem[]> {
  const root = store.state.roots.get(rootId);
  if (!root) return [];
  const backend = sessions.backendOf(rootId);
  if (sign === '/') return composing.commands.suggest(query, backend);
  return composing.mentions.suggest(query, { root, sessionId, backend });
}
