import { relativePath } from '../../present/paths.ts';
import { isIn } from '../../present/placedPath.ts';
import { honestLine } from '../../base/honestText.ts';
import type { EditorProblem, EditorState } from './editorState.ts';
import { fixedItem, type MentionSource } from './mentionSource.ts';
import { textPart } from './textPart.ts';

const name = 'problems';
const mostLines = 500;

/** What the checkers of the window complain of: everywhere in the root, or in one file. */
export function problemMentions(editor: EditorState): MentionSource {
  const inRoot = (root: string) =>
    editor.problems().filter(({ path, severity }) => isIn(path, root) && severity !== 'hint');
  return {
    suggest: (query, { root }) => {
      const found = inRoot(root.id);
      if (found.length === 0) return Promise.resolve([]);
      const [active] = editor.openFiles();
      const here = found.filter(({ path }) => path === active);
      const file = active === undefined ? '' : relativePath(root.id, active);
      const isOffered = here.length > 0 && !/["\s]/.test(file);
      return Promise.resolve([
        ...fixedItem(query, problemItem('Problems', 'everywhere', found.length, `@${name}`)),
        ...(isOffered
          ? fixedItem(query, problemItem('Problems here', file, here.length, `@${name}:${file}`))
          : []),
      ]);
    },
    resolve: (mention, { root }) => {
      const { name: said, span, lines } = mention;
      const [kind, file] = said.split(/:(.*)/s);
      if (kind !== name || lines) return Promise.resolve(undefined);
      const found = inRoot(root.id).filter(
        ({ path }) => file === undefined || relativePath(root.id, path) === file,
      );
      const title = file === undefined ? 'Problems' : `Problems of ${file}`;
      return Promise.resolve([textPart(title, problemsText(found, root.id), span)]);
    },
  };
}

function problemItem(label: string, where: string, count: number, insert: string) {
  const detail = honestLine(`${count} · ${where}`);
  return { icon: 'error', label, detail, insert };
}

/** One a line, as compilers print them. */
function problemsText(problems: readonly EditorProblem[], root: string): string {
  if (problems.length === 0) return 'There are no problems.';
  const lines = problems.slice(0, mostLines).map(({ path, line, column, ...problem }) => {
    const source = problem.source === '' ? '' : ` (${problem.source})`;
    const place = `${relativePath(root, path)}:${line}:${column}`;
    return `${place}: ${problem.severity}: ${honestLine(problem.message, 1_000)}${source}`;
  });
  const rest = problems.length - lines.length;
  return [...lines, ...(rest > 0 ? [`(${rest} more problems are left out.)`] : [])].join('\n');
}
