import type { ToWebview } from '../protocol/toWebview.ts';
import type { Panel } from './panel.ts';

/** What each message of the host does to the panel. */
export function receive(panel: Panel, message: ToWebview): void {
  const { view, bodies, draft, completion } = panel;
  switch (message.type) {
    case 'snapshot':
      view.replace(message);
      return;
    case 'delta':
      view.apply(message);
      return;
    case 'body':
      bodies.receive(message);
      return;
    case 'promptTaken':
      draft.taken(message.promptKey);
      return;
    case 'promptRefused':
      draft.refused(message.promptKey, message.reason);
      return;
    case 'completions':
      completion.receive(message.seq, message.items);
      return;
    case 'focusComposer':
      panel.focusComposer();
      return;
    case 'insertText':
      draft.insert(message.text);
      panel.focusComposer();
      return;
  }
}
