import { computed, effect } from '@preact/signals';
import { render } from 'preact';
import { Announcer } from './announcer.ts';
import { App } from './app.tsx';
import { Bodies } from './bodies.ts';
import { type Bridge, createBridge } from './bridge.ts';
import { FileIntake } from './attachments/fileIntake.ts';
import { Completion } from './completion/completion.ts';
import { Draft } from './draft.ts';
import { Find } from './find/find.ts';
import { Reveal } from './find/reveal.ts';
import { Highlighter } from './highlight/highlighter.ts';
import type { Panel } from './panel.ts';
import { PromptEdit } from './promptEdit.ts';
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
  if (!composer.value) return;
  panel.draft.follow(composer.value);
  panel.edit.follow(composer.value);
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
const shown = computed(() => composer.value?.draftKey);
effect(() => {
  // Another conversation has other matches.
  if (shown.value !== undefined) panel.find.close();
});
for (const type of ['focus', 'blur']) {
  window.addEventListener(type, () => {
    panel.post({ type: 'focus', isFocused: type === 'focus' });
  });
}
const root = document.querySelector('#root');
if (root) render(<App panel={panel} />, root);
panel.post({ type: 'ready', promptKeys: panel.saved.sentKeys() });
if (document.hasFocus()) panel.post({ type: 'focus', isFocused: true });

function createPanel(host: Bridge): Panel {
  const post: Panel['post'] = (message) => {
    host.post(message);
  };
  const saved = new SavedState(host);
  const reveal = new Reveal(() => created);
  const draft = new Draft(saved, post);
  const created: Panel = {
    view: new ViewStore(() => {
      post({ type: 'resync' });
    }),
    saved,
    bodies: new Bodies(post),
    draft,
    edit: new PromptEdit(draft, saved),
    completion: new Completion(post),
    intake: new FileIntake(draft, post),
    highlighter: new Highlighter(),
    announcer: new Announcer(),
    find: new Find({
      post,
      reveal: (match, query) => {
        reveal.show(match, query);
      },
    }),
    post,
    focusComposer: () => {
      document.querySelector<HTMLElement>('.composer textarea')?.focus();
    },
  };
  return created;
}
