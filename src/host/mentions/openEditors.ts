import type { Mention } from '../../present/mentionText.ts';
import { relativePath } from '../../present/paths.ts';
import { isIn } from '../../present/placedPath.ts';
import type { EditorState } from './editorState.ts';
import { pathItem, resolveFile } from './files.ts';
import { fixedItem, type MentionSource } from './mentionSource.ts';

const name = 'editors';
const mostShown = 8;
const mostSent = 20;

/** The files in tabs: each before it is searched for, and all of them by one word. */
export function openEditorMentions(editor: EditorState): MentionSource {
  const inRoot = (root: string) =>
    editor.openFiles().filter((path) => isIn(path, root) && path !== root);
  return {
    suggest: async (query, { root }) => {
      const files = inRoot(root.id);
      const shown = query === '' ? files.slice(0, mostShown) : files;
      const items = shown.flatMap((path) => pathItem(relativePath(root.id, path)));
      const all = {
        icon: 'files',
        label: 'Open editors',
        detail: files.length === 1 ? '1 file' : `${files.length} files`,
        insert: `@${name}`,
      };
      const opened = items.map((item) => ({ ...item, badge: 'open' }));
      return files.length === 0 ? [] : [...opened, ...fixedItem(query, all)];
    },
    resolve: async (mention, { root }) => {
      if (mention.name !== name || mention.lines) return undefined;
      const files = inRoot(root.id).slice(0, mostSent);
      const parts = files.map((path) => resolveFile(asMention(mention, path), root.id, editor));
      return (await Promise.all(parts)).flatMap((part) => part ?? []);
    },
  };
}

function asMention({ span }: Mention, path: string): Mention {
  return { name: path, span };
}
