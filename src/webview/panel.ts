import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import type { ToHost } from '../protocol/toHost.ts';
import type { ChatView } from '../protocol/view.ts';
import type { Announcer } from './announcer.ts';
import type { Bodies } from './bodies.ts';
import type { FileIntake } from './attachments/fileIntake.ts';
import type { Completion } from './completion/completion.ts';
import type { Draft } from './draft.ts';
import type { Find } from './find/find.ts';
import type { Highlighter } from './highlight/highlighter.ts';
import type { PromptEdit } from './promptEdit.ts';
import type { SavedState } from './savedState.ts';
import type { ViewStore } from './viewStore.ts';

/** What the components share. */
export interface Panel {
  readonly view: ViewStore;
  readonly saved: SavedState;
  readonly bodies: Bodies;
  readonly draft: Draft;
  readonly edit: PromptEdit;
  readonly completion: Completion;
  readonly intake: FileIntake;
  readonly highlighter: Highlighter;
  readonly announcer: Announcer;
  readonly find: Find;
  readonly post: (message: ToHost) => void;
  readonly focusComposer: () => void;
}

export const PanelContext = createContext<Panel | undefined>(undefined);

export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('There is no panel around this component.');
  return panel;
}

type Frame = Omit<ChatView, 'rows'>;

/** A field of the view; the component is redrawn when it changes. */
export function useField<Name extends keyof Frame>(name: Name): Frame[Name] | undefined {
  const { view } = usePanel();
  const field: ReadonlySignal<Frame[Name] | undefined> = useMemo(
    () => view.field(name),
    [view, name],
  );
  return field.value;
}

/** Whether there is something to stop. */
export function useIsBusy(): boolean {
  const kind = useField('activity')?.kind ?? 'idle';
  return kind !== 'idle' && kind !== 'stopping';
}
