import type {
  ChatView,
  ClippedText,
  PartView,
  RowView,
  ToolCard,
} from '../../src/protocol/view.ts';

type UserRow = Extract<RowView, { kind: 'user' }>;
type AssistantRow = Extract<RowView, { kind: 'assistant' }>;

export function whole(text: string): ClippedText {
  return { text, total: text.length, isClipped: false };
}

export function cut(text: string, total: number): ClippedText {
  return { text, total, isClipped: true };
}

export function userRow(id: string, text: string): UserRow {
  return { kind: 'user', id, text: whole(text), files: [], at: 1_760_000_000_000, state: 'sent' };
}

export function assistantRow(id: string, parts: readonly PartView[], isDone = true): AssistantRow {
  return {
    kind: 'assistant',
    id,
    at: 1_760_000_001_000,
    agent: 'build',
    model: 'claude-sonnet-4-5',
    parts: [...parts],
    isDone,
    isInterrupted: false,
    ...(isDone ? { usage: '3.1k tokens · $0.01' } : {}),
  };
}

export function textPart(id: string, text: string, isDone = true): PartView {
  return { kind: 'text', id, text, isDone };
}

export function toolPart(id: string, card: Omit<ToolCard, 'status'> & Partial<ToolCard>): PartView {
  return { kind: 'tool', id, card: { status: 'completed', ...card } };
}

/** A session where nothing has happened yet. */
export function emptyView(change: Partial<ChatView> = {}): ChatView {
  return {
    header: { title: 'New session', root: 'sample', usage: '', isNew: true },
    server: { kind: 'ready' },
    activity: { kind: 'idle' },
    requests: [],
    todos: [],
    composer: {
      draftKey: 'root:sample',
      agent: 'build',
      model: 'claude-sonnet-4-5',
      blockedReason: '',
      placeholder: 'Ask OpenCode, or describe a task',
      unread: [],
      history: [],
    },
    offers: ['copy', 'edit', 'fork', 'revert'],
    hasOlder: false,
    isLoading: false,
    rows: [],
    ...change,
  };
}

const answer = `The greeting comes from \`greet\` in [greet.ts](src/greet.ts:3). It has **two** branches:

1. a known language, from the table
2. everything else, which falls back to *English*

\`\`\`ts
// Falls back to English when the language is not known.
export function greet(name: string, language: Language = 'en'): string {
  const template = greetings[language] ?? greetings.en;
  return template.replace('{name}', name.trim() || 'you');
}
\`\`\`

| Language | Greeting | Uses |
|---|---|--:|
| en | Hello | 12 |
| de | Hallo | 3 |

> A greeting in the wrong language is still a greeting.

See the [documentation](https://nodejs.org/docs/latest/api/) for more.`;

const patch = `@@ -1,5 +1,6 @@ export function greet
 export function greet(name: string): string {
-  return 'Hello ' + name;
+  const trimmed = name.trim() || 'you';
+  return \`Hello, \${trimmed}!\`;
 }
 
 export const version = 1;
`;

const parts: readonly PartView[] = [
  {
    kind: 'reasoning',
    id: 'r1',
    text: 'The person wants to know where the greeting is made.',
    isDone: true,
    durationMs: 3200,
  },
  toolPart('t1', {
    tool: 'read',
    label: 'Read',
    title: 'src/greet.ts',
    durationMs: 40,
    body: {
      kind: 'read',
      file: { path: 'src/greet.ts', label: 'src/greet.ts' },
      output: whole('export function greet() {}'),
    },
  }),
  toolPart('t2', {
    tool: 'grep',
    label: 'Searched',
    title: 'greet\\(',
    body: {
      kind: 'search',
      pattern: 'greet\\(',
      total: 4,
      matches: [{ path: 'src/greet.ts', label: 'src/greet.ts:3', line: 3 }],
      output: whole(''),
    },
  }),
  textPart('x1', answer),
  toolPart('t3', {
    tool: 'edit',
    label: 'Edited',
    title: 'src/greet.ts',
    body: {
      kind: 'edit',
      file: { path: 'src/greet.ts', label: 'src/greet.ts' },
      diff: { patch: whole(patch), additions: 2, deletions: 1 },
    },
  }),
  toolPart('t4', {
    tool: 'bash',
    label: 'Running',
    title: 'npm test',
    status: 'running',
    startedAt: Date.now() - 12_000,
    body: {
      kind: 'bash',
      command: 'npm test',
      output: whole('> sample@1.0.0 test\n> node --test\n\n✔ greets in English (0.7ms)\n'),
    },
  }),
];

/** A bit of everything, while a turn runs and waits. */
export function richView(): ChatView {
  return {
    ...emptyView(),
    header: {
      title: 'Fix the greeting',
      root: 'sample',
      usage: '12.4k tokens · 19% of context · $0.03',
      isNew: false,
    },
    activity: { kind: 'waiting' },
    todos: [
      { text: 'Find where the greeting is made', status: 'completed' },
      { text: 'Trim the name', status: 'in_progress' },
      { text: 'Run the tests', status: 'pending' },
    ],
    requests: [
      {
        kind: 'permission',
        id: 'p1',
        title: 'Run a command?',
        detail: whole('npm test -- --reporter spec'),
        alwaysScope: 'Always allow covers `npm test *` until OpenCode stops.',
        isAnswering: false,
      },
    ],
    hasOlder: true,
    isLoading: false,
    rows: [
      userRow('u1', 'Where does the greeting come from? Please make it trim the name.'),
      assistantRow('a1', parts, false),
    ],
  };
}
