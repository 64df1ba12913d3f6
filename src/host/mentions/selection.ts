import { mentionOf } from '../../present/mentionText.ts';
import { relativePath } from '../../present/paths.ts';
import { isIn } from '../../present/placedPath.ts';
import { honestLine } from '../../base/honestText.ts';
import type { EditorState } from './editorState.ts';
import type { MentionSource } from './mentionSource.ts';

/** What is selected now. It is mentioned as lines of its file, so that it stays what it was. */
export function selectionMention(editor: EditorState): MentionSource {
  return {
    suggest: (query, { root }) => {
      const range = editor.selection();
      const isWanted = 'selection'.startsWith(query.toLowerCase());
      if (!range || !isWanted || !isIn(range.path, root.id)) return Promise.resolve([]);
      const path = relativePath(root.id, range.path);
      const insert = mentionOf(path, range);
      const { first, last } = range;
      const detail = honestLine(`${path}:${first === last ? first : `${first}-${last}`}`);
      const item = { icon: 'list-selection', label: 'Selection', detail };
      return Promise.resolve(insert === undefined ? [] : [{ ...item, insert }]);
    },
    resolve: () => Promise.resolve(undefined),
  };
}
