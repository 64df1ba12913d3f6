import type { ToolBody } from '../../protocol/view.ts';
import { clipStart, outputLimit } from '../clip.ts';
import { honestLine, honestText, shortened } from '../../base/honestText.ts';
import { plainOutput } from '../cleanText.ts';
import { fieldsOf, listField, textField } from '../fields.ts';
import { plural } from '../format.ts';
import type { ToolCall, ToolFace } from './toolCall.ts';

export function taskFace(call: ToolCall): ToolFace {
  const { input, metadata } = call;
  const sessionId = textField(metadata, 'sessionId');
  const progress = sessionId === '' ? undefined : call.progressOf(sessionId);
  return {
    verbs: ['Delegate', 'Delegating', 'Delegated'],
    title: honestLine(textField(input, 'description') || call.title),
    body: {
      kind: 'task',
      agent: honestLine(textField(input, 'subagent_type'), 60),
      prompt: clipStart(taskPrompt(call), outputLimit),
      ...(sessionId === '' ? {} : { sessionId }),
      ...(progress === undefined ? {} : { progress }),
      output: clipStart(taskOutput(call), outputLimit),
    },
  };
}

export function taskPrompt({ input }: ToolCall): string {
  return honestText(textField(input, 'prompt'));
}

/** The sub-agent's report, without the tags that are meant for the model. */
export function taskOutput({ output }: ToolCall): string {
  const report = /<task_result>\n?(?<text>[\s\S]*?)\n?<\/task_result>/.exec(output)?.groups?.[
    'text'
  ];
  return plainOutput(report ?? output.replace(/\n*<task_metadata>[\s\S]*$/, ''));
}

type TodoView = Extract<ToolBody, { kind: 'todo' }>['todos'][number];
const maxTodos = 200;

export function todoFace({ input, metadata }: ToolCall): ToolFace {
  const known = listField(metadata, 'todos');
  const items = known.length > 0 ? known : listField(input, 'todos');
  const todos = items.slice(0, maxTodos).map(todoView);
  const done = todos.filter(({ status }) => status === 'completed').length;
  return {
    verbs: ['Update to-dos', 'Updating to-dos', 'Updated to-dos'],
    title: todos.length === 0 ? '' : `${done} of ${todos.length} done`,
    body: { kind: 'todo', todos },
  };
}

function todoView(item: unknown): TodoView {
  const fields = fieldsOf(item);
  const statuses = ['pending', 'in_progress', 'completed', 'cancelled'] as const;
  const status = statuses.find((known) => known === fields['status']) ?? 'pending';
  return { text: honestLine(textField(fields, 'content'), 500), status };
}

export function questionFace({ input, metadata }: ToolCall): ToolFace {
  const given = listField(metadata, 'answers');
  const questions = listField(input, 'questions').slice(0, 20).map(fieldsOf);
  const answers = questions.map((question, index) => ({
    question: shortened(honestText(textField(question, 'question')), 1_000),
    answer: shortened(honestText(answerText(given[index])), 1_000),
  }));
  const [only, ...others] = answers;
  return {
    verbs: ['Ask', 'Asking', 'Asked'],
    title:
      others.length > 0 ? plural(answers.length, 'question') : honestLine(only?.question ?? ''),
    body: { kind: 'question', answers },
  };
}

function answerText(labels: unknown): string {
  return Array.isArray(labels)
    ? labels.filter((label) => typeof label === 'string').join(', ')
    : '';
}
