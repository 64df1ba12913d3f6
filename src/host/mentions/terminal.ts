import { honestLine } from '../../base/honestText.ts';
import { plainOutput } from '../../present/cleanText.ts';
import type { EditorState } from './editorState.ts';
import { fixedItem, type MentionSource } from './mentionSource.ts';
import { textPart } from './textPart.ts';

const name = 'terminal';

/** What the active terminal's last command printed: its selection is in no stable API. */
export function terminalMention(editor: EditorState): MentionSource {
  return {
    suggest: (query) => {
      const last = editor.terminal();
      const item = { icon: 'terminal', label: 'Terminal output', insert: `@${name}` };
      const detail = honestLine(last?.command ?? '', 100);
      return Promise.resolve(last ? fixedItem(query, { ...item, detail }) : []);
    },
    resolve: (mention) => {
      const last = editor.terminal();
      if (mention.name !== name || mention.lines || !last) return Promise.resolve(undefined);
      const text = `$ ${last.command}\n${plainOutput(last.output)}`;
      return Promise.resolve([textPart('Terminal output', text, mention.span)]);
    },
  };
}
