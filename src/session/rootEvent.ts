import type { LocalEvent, StreamEvent } from '../model/event.ts';
import type { RootState } from './state.ts';

/** What changes within a root that is there. */
export type RootEvent = Exclude<
  StreamEvent | LocalEvent,
  { readonly kind: 'rootAdded' | 'rootRemoved' }
>;

export type RootEventKind = RootEvent['kind'];

export type RootEventOf<K extends RootEventKind> = Extract<RootEvent, { readonly kind: K }>;

/** One pure function for each kind: a kind without one does not compile. */
export type RootReducers<K extends RootEventKind> = {
  readonly [Kind in K]: (root: RootState, event: RootEventOf<Kind>) => RootState;
};

/** The same root when the value is the one it has. */
export function withField<K extends keyof RootState>(
  root: RootState,
  key: K,
  value: RootState[K],
): RootState {
  return root[key] === value ? root : { ...root, [key]: value };
}
