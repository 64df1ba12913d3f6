import { honestLine } from '../../base/honestText.ts';
import { mentionOf } from '../../present/mentionText.ts';
import { relativePath } from '../../present/paths.ts';
import { isIn } from '../../present/placedPath.ts';
import type { EditorState } from './editorState.ts';
import type { MentionSource } from './mentionSource.ts';

const shortestQuery = 2;
const mostShown = 20;

/** What VS Code's languages know by name. It is mentioned as the lines where it stands. */
export function symbolMentions(editor: EditorState): MentionSource {
  return {
    suggest: async (query, { root }) => {
      if (query.length < shortestQuery || /[/\\.]/.test(query)) return [];
      const found = (await editor.symbols(query)).filter(({ path }) => isIn(path, root.id));
      return found.slice(0, mostShown).flatMap(({ name, container, ...range }) => {
        const path = relativePath(root.id, range.path);
        const insert = mentionOf(path, range);
        const where = container === '' ? path : `${container} · ${path}`;
        const item = { icon: 'symbol-method', label: honestLine(name), detail: honestLine(where) };
        return insert === undefined ? [] : [{ ...item, insert }];
      });
    },
    resolve: () => Promise.resolve(undefined),
  };
}
