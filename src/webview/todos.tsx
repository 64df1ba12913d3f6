import type { JSX } from 'preact';
import type { ChatView } from '../protocol/view.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './iconNames.ts';
import { useField } from './panel.ts';
import { useOpen } from './useOpen.ts';

type Todo = ChatView['todos'][number];

const icons: Readonly<Record<Todo['status'], IconName>> = {
  pending: 'circle-large',
  in_progress: 'loading',
  completed: 'pass',
  cancelled: 'circle-slash',
};

/** The plan of the session, above the composer. */
export function Todos(): JSX.Element | null {
  const todos = useField('todos') ?? [];
  const [isOpen, toggle] = useOpen('todos', false);
  if (todos.length === 0) return null;
  const done = todos.filter(({ status }) => status === 'completed').length;
  const current = todos.find(({ status }) => status === 'in_progress');
  return (
    <section class="todos" aria-label="To-do list">
      <button type="button" class="disclosure" aria-expanded={isOpen} onClick={toggle}>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
        <span>{`${done} of ${todos.length} done`}</span>
        {!isOpen && current && <span class="muted ellipsis">{current.text}</span>}
      </button>
      {isOpen && <TodoList todos={todos} />}
    </section>
  );
}

export function TodoList({ todos }: { readonly todos: readonly Todo[] }): JSX.Element {
  return (
    <ul class="todo-list">
      {todos.map(({ text, status }, index) => (
        <li key={index} class={`todo is-${status}`}>
          <Icon name={icons[status]} />
          <span class="visually-hidden">{status.replace('_', ' ')}: </span>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
