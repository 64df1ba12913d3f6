import { effect } from '@preact/signals';
import { render } from 'preact';
import { Announcer } from './announcer.ts';
import { App } from './app.tsx';
import { Bodies } from './bodies.ts';
import { type Bridge, createBridge } from './bridge.ts';
import { FileIntake } from './attachments/fileIntake.ts';
import { Completion } from './completion/completion.ts';
import { Draft } from './draft.ts';
import { Highlighter } from './highlight/highlighter.ts';
import type { Panel } from './panel.ts';
import { receive } from './receive.ts';
import { SavedState } from './savedState.ts';
import { ViewStore } from './viewStore.ts';

const bridge = createBridge();
const panel = createPanel(bridge);
bridge.onMessage((message) => {
  receive(panel, message);
});
const composer = panel.view.field('composer');
effect(() => {
  if (composer.value) panel.draft.follow(composer.value);
});
const header = panel.view.field('header');
const isLoading = panel.view.field('isLoading');
effect(() => {
  // Without a session, only a new chat has really none: another may not have arrived yet.
  if (header.value?.chat || (header.value?.isNew && !isLoading.value)) {
    panel.saved.setChat(header.value.chat);
  }
});
const requests = panel.view.field('requests');
effect(() => {
  const cardIds = (requests.value ?? []).map(({ id }) => id);
  const drawn = new Set([...panel.view.rowIds.value, ...cardIds]);
  panel.bodies.forgetAllBut(drawn);
  panel.saved.forgetAllBut(drawn);
});
effect(() => {
  if (panel.draft.refusal.value) panel.announcer.say(panel.draft.refusal.value);
});
const root = document.querySelector('#root');
if (root) render(<App panel={panel} />, root);
panel.post({ type: 'ready', promptKeys: panel.saved.sentKeys() });

function createPanel(host: Bridge): Panel {
  const post: Panel['post'] = (message) => {
    host.post(message);
  };
  const saved = new SavedState(host);
  const draft = new Draft(saved, post);
  return {
    view: new ViewStore(() => {
      post({ type: 'resync' });
    }),
    saved,
    bodies: new Bodies(post),
    draft,
    completion: new Completion(post),
    intake: new FileIntake(draft, post),
    highlighter: new Highlighter(),
    announcer: new Announcer(),
    post,
    focusComposer: () => {
      document.querySelector<HTMLElement>('.composer textarea')?.focus();
    },
  };
}
