import type { Environment } from '../../opencode/server/serverEnvironment.ts';

/** What VS Code takes away from the environment of its terminals, for the same reason. */
const editorOnly = [/^ELECTRON_/, /^VSCODE_(?!PORTABLE$)/, /^SNAP(_|$)/, /^GDK_PIXBUF_/];

/**
 * Without what VS Code tells its own processes: the tools that OpenCode runs (another editor, a
 * test of an extension) would take it for theirs.
 */
export function withoutEditorVariables(env: Environment): Environment {
  const isOwn = (name: string) => editorOnly.some((pattern) => pattern.test(name));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOwn(name)));
}
