import type { ActivityView, ChatView } from '../../src/protocol/view.ts';
import { assistantRow, emptyView, textPart, userRow, whole } from './richView.ts';

const mark = '[… some text is still missing here …]';

const answer = `Three places make the greeting. The first is \`src/greet.ts\`, where the name is

${mark}

and the tests call it with an empty name. I would trim it there:

\`\`\`ts
export function greet(name: string): string {
  return \`Hello, \${name.trim()}!\`;

${mark}

\`\`\`

The second place only`;

/** An answer with gaps that is being stopped, and a prompt that waits for the end of it. */
export function stoppedView(activity: ActivityView = { kind: 'stopping' }): ChatView {
  return {
    ...emptyView(),
    header: { title: 'Fix the greeting', root: 'sample', usage: '', isNew: false },
    activity,
    rows: [
      userRow('u1', 'Where does the greeting come from?'),
      assistantRow('a1', [textPart('x', answer, false)], false),
      {
        kind: 'user',
        id: 'u2',
        text: whole('Never mind, just run the tests'),
        files: [],
        at: 0,
        state: 'queued',
        actions: [
          { id: 'editPrompt', label: 'Edit' },
          { id: 'withdrawPrompt', label: 'Cancel' },
        ],
      },
    ],
  };
}

export function lateStopView(): ChatView {
  const title = 'OpenCode has not confirmed that “Fix the greeting” was stopped.';
  const actions = [{ id: 'restartServer', label: 'Restart Server' }];
  return stoppedView({ kind: 'stopping', problem: { title, actions } });
}
