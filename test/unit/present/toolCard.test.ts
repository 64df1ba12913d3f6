import assert from 'node:assert/strict';
import type { ToolFields, ToolPart, ToolState } from '../../../src/model/part.ts';
import { toolCard, type ToolContext } from '../../../src/present/toolCard.ts';
import { toolCard as toolCardSchema } from '../../../src/protocol/view.ts';
import { assistantMessage, toolPart } from '../../support/fixtures.ts';
import { project, recordedTool } from './recorded.ts';

const context: ToolContext = {
  root: project,
  isLive: true,
  isWaiting: () => false,
  progressOf: () => undefined,
};

function card(name: string, tool: string, change: Partial<ToolContext> = {}) {
  return toolCardSchema.parse(toolCard(recordedTool(name, tool), { ...context, ...change }));
}

function made(tool: string, state: ToolState): ToolPart {
  return { ...toolPart('p1', assistantMessage('m1', 's1'), state), tool };
}

function completed(tool: string, input: ToolFields, output: string, metadata: ToolFields = {}) {
  const times = { startedAt: 1_000, endedAt: 3_000 };
  return toolCard(
    made(tool, { kind: 'completed', input, output, title: '', metadata, ...times }),
    context,
  );
}

const text = (value: string) => ({ text: value, total: value.length, isClipped: false });

describe('tool cards of recorded calls', () => {
  it('shows a command with its output and exit code', () => {
    const shown = card('permission_once', 'bash');
    assert.equal(shown.label, 'Ran');
    assert.equal(shown.title, 'echo hi-from-bash; echo err >&2; sleep 0.3; echo done');
    assert.deepEqual(shown.body, {
      kind: 'bash',
      command: 'echo hi-from-bash; echo err >&2; sleep 0.3; echo done',
      output: text('hi-from-bash\nerr\ndone\n'),
      exitCode: 0,
    });
    assert.ok((shown.durationMs ?? 0) > 0);
  });

  it('keeps what OpenCode remarks about a stopped command, without its tags', () => {
    const { body, status } = card('abort_tool', 'bash');
    assert.equal(status, 'completed');
    assert.ok(body.kind === 'bash');
    assert.equal(body.output.text, 'start\n\nUser aborted the command\n');
  });

  it('says in the person’s words that they refused', () => {
    const plain = card('permission_reject', 'bash');
    assert.deepEqual(
      [plain.status, plain.label, plain.error],
      ['error', 'Run', 'Rejected by you.'],
    );
    const reasoned = card('permission_reject_message', 'bash');
    assert.match(reasoned.error ?? '', /^Rejected by you: \S/);
    assert.equal(card('question_reject', 'question').error, 'Dismissed by you.');
  });

  it('shows a written and an edited file', () => {
    const written = card('write_edit', 'write');
    assert.deepEqual([written.label, written.title], ['Created', 'hello.txt']);
    assert.deepEqual(written.body, {
      kind: 'write',
      file: { path: `${project}/hello.txt`, label: 'hello.txt' },
      content: text('line one\nline two\nline three\n'),
    });
    const edited = card('write_edit', 'edit');
    assert.deepEqual(edited.body, {
      kind: 'edit',
      file: { path: `${project}/hello.txt`, label: 'hello.txt' },
      diff: {
        patch: text('@@ -1,3 +1,3 @@\n line one\n-line two\n+line TWO (edited)\n line three'),
        additions: 1,
        deletions: 1,
      },
    });
  });

  it('makes links of what grep and glob found', () => {
    const { body } = card('grep', 'grep');
    assert.ok(body.kind === 'search');
    assert.equal(body.total, 2);
    assert.deepEqual(
      body.matches.map(({ label, line }) => [label, line]),
      [
        ['.opencode/command/greet.md:4', 4],
        ['README.md:2', 2],
      ],
    );
    const none = card('grep', 'glob').body;
    assert.ok(none.kind === 'search');
    assert.deepEqual([none.pattern, none.total, none.matches], ['**/*.txt', 0, []]);
  });

  it('shows to-dos, a sub-agent’s report and answers', () => {
    const todos = card('todo', 'todowrite');
    assert.equal(todos.title, '1 of 3 done');
    assert.deepEqual(todos.body, {
      kind: 'todo',
      todos: [
        { text: 'Read the code', status: 'completed' },
        { text: 'Write the fix', status: 'in_progress' },
        { text: 'Run the tests', status: 'pending' },
      ],
    });
    const task = card('task', 'task');
    assert.deepEqual(task.body, {
      kind: 'task',
      agent: 'general',
      prompt: text('Do the sub work [[script:uname]]'),
      sessionId: 'ses_e0496398affeQmLQ9gchrNJOLu',
      output: text('Kernel printed.'),
    });
    assert.deepEqual(card('question', 'question').body, {
      kind: 'question',
      answers: [
        { question: 'Which database?', answer: 'Postgres' },
        { question: 'Which features?', answer: 'Auth, my own text' },
      ],
    });
  });

  it('shows a file outside the root by its whole path, without the model’s line numbers', () => {
    const { title, body } = card('external_dir', 'read');
    assert.equal(title, '/etc/hostname');
    assert.deepEqual(body, {
      kind: 'read',
      file: { path: '/etc/hostname', label: '/etc/hostname' },
      output: text('vm'),
    });
  });

  it('names the tool that a model made up', () => {
    const { label, title, body } = card('badtool', 'invalid');
    assert.deepEqual([label, title], ['Could not call', 'nonexistent_tool']);
    assert.ok(body.kind === 'other' && body.output.text.includes('unavailable tool'));
  });

  it('ends a call that a dead server left running', () => {
    const part = recordedTool('kill_pending', 'bash');
    assert.equal(part.state.kind, 'running');
    assert.equal(toolCard(part, { ...context, isLive: false }).status, 'interrupted');
    assert.equal(toolCard(part, context).status, 'running');
    const waiting = toolCard(part, { ...context, isWaiting: (id) => id === part.callId });
    assert.deepEqual([waiting.status, waiting.label], ['waiting', 'Run']);
  });
});

describe('tool cards', () => {
  it('shows the output while a command runs', () => {
    const running = made('bash', {
      kind: 'running',
      input: { command: 'make' },
      metadata: { output: 'one\n' },
      startedAt: 5,
    });
    const { label, startedAt, body } = toolCard(running, context);
    assert.deepEqual([label, startedAt], ['Running', 5]);
    assert.ok(body.kind === 'bash');
    assert.equal(body.output.text, 'one\n');
    assert.equal(body.exitCode, undefined);
  });

  it('keeps the end of a command’s output and the start of any other', () => {
    const lines = Array.from({ length: 1_000 }, (_, line) => `line ${line}`).join('\n');
    const ran = completed('bash', { command: 'seq' }, lines).body;
    assert.ok(ran.kind === 'bash');
    assert.ok(ran.output.isClipped && ran.output.total === lines.length);
    assert.equal(ran.output.text.split('\n').length, 200);
    assert.ok(ran.output.text.endsWith('line 999'));
    const fetched = completed('webfetch', { url: 'https://example.org' }, lines).body;
    assert.ok(fetched.kind === 'web');
    assert.equal(fetched.output.text.split('\n').length, 200);
    assert.ok(fetched.output.text.startsWith('line 0\n'));
    const long = completed('webfetch', {}, 'x'.repeat(50_000)).body;
    assert.ok(long.kind === 'web' && long.output.text.length === 8_000);
  });

  it('shows a patch of several files with each hunk’s file', () => {
    const file = (name: string) =>
      `Index: ${project}/${name}\n${'='.repeat(67)}\n--- ${project}/${name}\n+++ ${project}/${name}\n@@ -1,1 +1,1 @@\n-a\n+b\n`;
    const { title, body } = completed('apply_patch', { patchText: '' }, 'ok', {
      diff: file('a.ts') + file('src/b.ts'),
      files: [{ filePath: `${project}/a.ts` }, { filePath: `${project}/src/b.ts` }],
    });
    assert.equal(title, '2 files');
    assert.ok(body.kind === 'edit');
    assert.equal(
      body.diff?.patch.text,
      '@@ -1,1 +1,1 @@ a.ts\n-a\n+b\n@@ -1,1 +1,1 @@ src/b.ts\n-a\n+b',
    );
    assert.deepEqual([body.diff.additions, body.diff.deletions], [2, 2]);
  });

  it('counts removed lines that look like file headers', () => {
    const diff = '--- a\n+++ a\n@@ -1,2 +1,2 @@\n--- old\n+++ new\n same\n';
    const { body } = completed('edit', { filePath: 'a' }, '', { diff });
    assert.ok(body.kind === 'edit');
    assert.deepEqual([body.diff?.additions, body.diff?.deletions], [1, 1]);
    assert.equal(body.diff?.patch.text, '@@ -1,2 +1,2 @@\n--- old\n+++ new\n same');
  });

  it('shows a tool that it does not know', () => {
    const { label, title, body } = completed('jira_search', { query: 'x' }, 'found\u001B[31m it');
    assert.deepEqual([label, title], ['Used', 'jira_search']);
    assert.deepEqual(body, {
      kind: 'other',
      input: text('{\n  "query": "x"\n}'),
      output: text('found it'),
    });
  });

  it('survives fields of the wrong kind in every tool', () => {
    const wrong = { command: 1, filePath: {}, todos: 'x', questions: [1], pattern: [], url: null };
    const metadata = { output: 4, diff: [], answers: 'x', files: [null], sessionId: 7, exit: 'x' };
    const tools = `bash read write edit multiedit apply_patch grep glob list todowrite task webfetch
      websearch question skill invalid other`.split(/\s+/);
    for (const tool of tools) {
      const parsed = toolCardSchema.safeParse(completed(tool, wrong, '', metadata));
      assert.ok(parsed.success, tool);
    }
  });

  it('tells what a sub-session does', () => {
    const state = { kind: 'running', input: {}, metadata: { sessionId: 'ses_1' }, startedAt: 1 };
    const part = made('task', { ...state, kind: 'running' });
    const { body } = toolCard(part, { ...context, progressOf: (id) => `${id} reads` });
    assert.ok(body.kind === 'task');
    assert.equal(body.progress, 'ses_1 reads');
  });

  it('shows the errors that a change has left in its files, and no others', () => {
    const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 4 } });
    const errors = Array.from({ length: 7 }, (_, line) => ({
      range: at(line),
      severity: 1,
      message: `Wrong\u202E ${line}`,
    }));
    const diagnostics = {
      [`${project}/a.ts`]: [{ range: at(9), severity: 2, message: 'Unused' }, ...errors],
      [`${project}/b.ts`]: [{ range: at(0), severity: 1, message: 'Elsewhere' }],
    };
    const input = { filePath: `${project}/a.ts` };
    for (const tool of ['edit', 'write']) {
      const { body } = completed(tool, input, '', { diagnostics });
      assert.ok(body.kind === 'edit' || body.kind === 'write');
      assert.equal(body.problems?.total, 7);
      assert.equal(body.problems.errors.length, 5);
      assert.deepEqual(body.problems.errors[1], {
        file: { path: `${project}/a.ts`, label: 'a.ts:2', line: 2 },
        text: 'Wrong<U+202E> 1',
      });
    }
  });

  it('shows no errors where there are none or nothing that reads as such', () => {
    const input = { filePath: `${project}/a.ts` };
    for (const found of [{}, 'none', [], { [`${project}/a.ts`]: [null, 'x', { severity: 3 }] }]) {
      const { body } = completed('edit', input, '', { diagnostics: found });
      assert.equal(body.kind === 'edit' && body.problems, undefined);
    }
  });
});
