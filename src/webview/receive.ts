import type { ToWebview } from '../protocol/toWebview.ts';
import type { Panel } from './panel.ts';

/** What each message of the host does to the panel. */
export function receive(panel: Panel, message: ToWebview): void {
  const { view, bodies, find } = panel;
  if (message.type === 'snapshot') view.replace(message);
  else if (message.type === 'delta') view.apply(message);
  else if (message.type === 'body') bodies.receive(message);
  else if (message.type === 'openFind') find.open();
  else if (message.type === 'found') find.receive(message);
  else receiveForComposer(panel, message);
}

type NotForComposer = 'snapshot' | 'delta' | 'body' | 'openFind' | 'found';
type ForComposer = Exclude<ToWebview, { readonly type: NotForComposer }>;

function receiveForComposer(panel: Panel, message: ForComposer): void {
  const { draft, edit, completion } = panel;
  switch (message.type) {
    case 'promptTaken':
      draft.taken(message.promptKey);
      edit.taken(message.promptKey);
      return;
    case 'promptRefused':
      draft.refused(message.promptKey, message.reason);
      edit.refused(message.promptKey);
      return;
    case 'completions':
      completion.receive(message.seq, message.items);
      return;
    case 'fileKept':
      draft.files.add(message.file);
      return;
    case 'fileRefused':
      if (message.fileId !== undefined) draft.files.notComing(message.fileId);
      draft.refuse(message.reason);
      return;
    case 'focusComposer':
      panel.focusComposer();
      return;
    case 'editPrompt':
      edit.begin(message.rowId, message.text, message.files);
      panel.announcer.say('Editing an earlier prompt. Escape gives it up.');
      panel.focusComposer();
      return;
    case 'insertText':
      draft.insert(message.text);
      for (const file of message.files ?? []) draft.files.add(file);
      panel.focusComposer();
      return;
  }
}
