import type { ToWebview } from '../protocol/toWebview.ts';
import type { Panel } from './panel.ts';

/** What each message of the host does to the panel. */
export function receive(panel: Panel, message: ToWebview): void {
  const { view, bodies, draft } = panel;
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
    case 'focusComposer':
      panel.focusComposer();
      return;
    case 'openFind':
      panel.find.open();
      return;
    case 'found':
      panel.find.receive(message);
      return;
    case 'insertText':
      draft.insert(message.text);
      panel.focusComposer();
      return;
  }
}
