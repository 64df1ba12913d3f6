import type { JSX } from 'preact';
import type { ToolBody as Body, ToolStatus } from '../../protocol/view.ts';
import { TodoList } from '../todos.tsx';
import { unknownKind } from '../unknownKind.ts';
import { BashBody } from './bashBody.tsx';
import { EditBody } from './editBody.tsx';
import { FileBody } from './fileBody.tsx';
import { FileProblems } from './fileProblems.tsx';
import { OutputText } from './outputText.tsx';
import { SearchBody } from './searchBody.tsx';
import { TaskBody } from './taskBody.tsx';
import { WebBody } from './webBody.tsx';

export interface ToolPlace {
  readonly rowId: string;
  readonly partId: string;
}

interface Props extends ToolPlace {
  readonly body: Body;
  readonly status: ToolStatus;
}

export function ToolBody({ body, status, rowId, partId }: Props): JSX.Element | null {
  const place = { rowId, partId };
  switch (body.kind) {
    case 'bash':
      return <BashBody body={body} isRunning={status === 'running'} {...place} />;
    case 'read':
      return <FileBody file={body.file} text={body.output} field="output" {...place} />;
    case 'write':
      return (
        <>
          <FileBody file={body.file} text={body.content} field="content" {...place} />
          {body.problems && <FileProblems problems={body.problems} />}
        </>
      );
    case 'edit':
      return <EditBody body={body} {...place} />;
    case 'search':
      return <SearchBody body={body} {...place} />;
    case 'todo':
      return (
        <div data-field="list">
          <TodoList todos={body.todos} />
        </div>
      );
    case 'task':
      return <TaskBody body={body} {...place} />;
    case 'web':
      return <WebBody body={body} {...place} />;
    case 'question':
      return <Answers answers={body.answers} />;
    case 'other':
      return (
        <>
          <OutputText label="Input" text={body.input} field="input" {...place} />
          <OutputText label="Output" text={body.output} field="output" {...place} />
        </>
      );
    default:
      return unknownKind(body);
  }
}

type AnswersProps = Pick<Extract<Body, { kind: 'question' }>, 'answers'>;

function Answers({ answers }: AnswersProps): JSX.Element {
  return (
    <dl class="answers" data-field="list">
      {answers.map(({ question, answer }, index) => (
        <div key={index}>
          <dt>{question}</dt>
          <dd>{answer}</dd>
        </div>
      ))}
    </dl>
  );
}
