import type { ChatView } from '../../src/protocol/view.ts';
import { assistantRow, emptyView, textPart, toolPart, userRow, whole } from './richView.ts';

const problem = {
  title: 'The model refused the key.',
  detail: '401 Unauthorized: invalid x-api-key',
  actions: [
    { id: 'sign-in', label: 'Sign in' },
    { id: 'retry', label: 'Retry' },
  ],
};

/** Everything that can go wrong, and a question with it. */
export function troubledView(): ChatView {
  const empty = emptyView();
  return {
    ...empty,
    composer: { ...empty.composer, draftKey: 'session:s1' },
    header: {
      title: 'Sub-task: look for callers',
      root: 'sample',
      usage: '2.1k tokens',
      parent: { sessionId: 's0', title: 'Fix the greeting' },
      isNew: false,
    },
    server: { kind: 'reconnecting', since: Date.now() - 4000 },
    activity: {
      kind: 'retry',
      attempt: 2,
      message: 'The provider is overloaded.',
      nextAt: Date.now() + 8000,
    },
    requests: [
      {
        kind: 'question',
        id: 'q1',
        isAnswering: false,
        questions: [
          {
            text: 'Which style of greeting do you want?',
            header: 'Style',
            isMultiple: false,
            allowsOwnAnswer: true,
            options: [
              { label: 'Formal', description: 'Good day, Ada.' },
              { label: 'Casual', description: 'Hi Ada!' },
            ],
          },
        ],
      },
    ],
    rows: [
      { kind: 'notice', id: 'n1', icon: 'fold', text: 'Earlier messages were summarised' },
      userRow('u1', 'Look for callers of greet'),
      {
        ...assistantRow('a1', [
          toolPart('t1', {
            tool: 'bash',
            label: 'Ran',
            title: 'npm test',
            status: 'error',
            error: 'The command failed.',
            durationMs: 2300,
            body: { kind: 'bash', command: 'npm test', output: whole('1 failing'), exitCode: 1 },
          }),
          toolPart('t2', {
            tool: 'todowrite',
            label: 'Updated',
            title: 'the to-do list',
            body: {
              kind: 'todo',
              todos: [
                { text: 'Look for callers', status: 'completed' },
                { text: 'Rename them', status: 'in_progress' },
                { text: 'Old plan', status: 'cancelled' },
              ],
            },
          }),
          toolPart('t3', {
            tool: 'task',
            label: 'Delegated',
            title: 'Read the tests',
            status: 'waiting',
            body: {
              kind: 'task',
              agent: 'explore',
              prompt: whole('Read the tests'),
              output: whole(''),
              sessionId: 's2',
              progress: 'Reading test/greet.test.ts',
            },
          }),
          textPart('x', 'I could not finish.'),
        ]),
        problem,
      },
      { kind: 'problem', id: 'p1', problem },
      {
        kind: 'user',
        id: 'u2',
        text: whole('And then update the docs'),
        files: [{ name: 'sketch.png', mime: 'image/png' }],
        at: 0,
        state: 'queued',
        actions: [
          { id: 'editPrompt', label: 'Edit' },
          { id: 'cancelPrompt', label: 'Cancel' },
        ],
      },
    ],
  };
}
