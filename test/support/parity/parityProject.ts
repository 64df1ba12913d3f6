import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RootId } from '../../../src/model/ids.ts';

const files = {
  'README.md': '# A project\n',
  'src/greet.ts': "export function greet(name: string) {\n  return 'Hello, ' + name;\n}\n",
  'src/main.ts': "import { greet } from './greet.ts';\n\ngreet('Ada');\n",
};

/** Asks before edits and commands. `opencode run` never offers questions to the model; so here too. */
export const parityRules = { permission: { edit: 'ask', bash: 'ask', question: 'deny' } };

/** As it was before a turn. `glob` sorts by the time of the last change; `grep` has no order among files. */
export function resetProject(root: RootId): void {
  for (const name of readdirSync(root)) {
    if (name !== '.git') rmSync(join(root, name), { recursive: true });
  }
  mkdirSync(join(root, 'src'));
  for (const [index, [name, content]] of Object.entries(files).entries()) {
    writeFileSync(join(root, name), content);
    utimesSync(join(root, name), 1_700_000_000 + index, 1_700_000_000 + index);
  }
}
