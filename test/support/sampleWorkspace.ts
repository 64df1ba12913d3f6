import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const files: Readonly<Record<string, string>> = {
  'README.md': `# Greetings

A small project that greets people in their language.

    node src/main.ts Ada de
`,
  'package.json': `${JSON.stringify({ name: 'greetings', version: '1.0.0', type: 'module', private: true }, null, 2)}\n`,
  'src/languages.ts': `export type Language = 'en' | 'de' | 'da';

export const greetings: Readonly<Record<Language, string>> = {
  en: 'Hello, {name}!',
  de: 'Hallo, {name}!',
  da: 'Hej, {name}!',
};
`,
  'src/greet.ts': `import { greetings, type Language } from './languages.ts';

export function greet(name: string, language: Language = 'en'): string {
  const template = greetings[language] ?? greetings.en;
  return template.replace('{name}', name.trim() || 'you');
}
`,
  'src/main.ts': `import { greet } from './greet.ts';

console.log(greet(process.argv[2] ?? 'world'));
`,
};

/** Makes a small TypeScript project with one commit, as a person would have it open. */
export function createSampleWorkspace(folder: string): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '.');
  git(folder, ...author, 'commit', '--quiet', '--message=Greet people');
}

function git(folder: string, ...args: string[]): void {
  execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
