import type { JSX, TargetedKeyboardEvent } from 'preact';
import type { ComposerView } from '../protocol/view.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './iconButton.tsx';
import { useField, usePanel } from './panel.ts';

export function Composer(): JSX.Element | null {
  const { draft } = usePanel();
  const composer = useField('composer');
  if (!composer) return null;
  const note = draft.refusal.value || composer.blockedReason;
  return (
    <form
      class="composer"
      aria-label="Prompt"
      onSubmit={(event) => {
        event.preventDefault();
        if (!composer.blockedReason) draft.send();
      }}
    >
      {note && (
        <p class="composer-note" id="composer-note">
          <Icon name="info" />
          <span>{note}</span>
        </p>
      )}
      <div class="composer-box">
        <Input composer={composer} hasNote={note !== ''} />
        <Toolbar composer={composer} />
      </div>
    </form>
  );
}

interface InputProps {
  readonly composer: ComposerView;
  readonly hasNote: boolean;
}

function Input({ composer, hasNote }: InputProps): JSX.Element {
  const { draft } = usePanel();
  const onKeyDown = useKeys();
  return (
    <textarea
      rows={1}
      data-testid="composer-input"
      aria-label="Message to OpenCode"
      aria-describedby={hasNote ? 'composer-note' : undefined}
      placeholder={composer.placeholder}
      value={draft.text.value}
      onInput={(event) => {
        draft.edit(event.currentTarget.value);
      }}
      onKeyDown={onKeyDown}
    />
  );
}

type KeyPress = TargetedKeyboardEvent<HTMLTextAreaElement>;

function useKeys(): (event: KeyPress) => void {
  const { draft, post } = usePanel();
  const isBusy = useIsBusy();
  return (event) => {
    // While an input method composes, its keys are its own; some browsers say so by 229 only.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      event.currentTarget.form?.requestSubmit();
    } else if (event.key === 'Escape' && isBusy) {
      post({ type: 'stop' });
    } else if (event.key === 'ArrowUp' && isAtStart(event.currentTarget)) {
      if (draft.recall(1)) event.preventDefault();
    } else if (event.key === 'ArrowDown' && isAtEnd(event.currentTarget)) {
      if (draft.recall(-1)) event.preventDefault();
    }
  };
}

function isAtStart({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): boolean {
  return selectionStart === selectionEnd && !value.slice(0, selectionStart).includes('\n');
}

function isAtEnd({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): boolean {
  return selectionStart === selectionEnd && !value.slice(selectionEnd).includes('\n');
}

function useIsBusy(): boolean {
  const kind = useField('activity')?.kind ?? 'idle';
  return kind !== 'idle';
}

function Toolbar({ composer }: { readonly composer: ComposerView }): JSX.Element {
  const { draft, post } = usePanel();
  const isBusy = useIsBusy();
  const canSend = draft.text.value.trim() !== '' && !composer.blockedReason;
  return (
    <div class="composer-toolbar">
      <Picker
        kind="Agent"
        value={composer.agent}
        testId="agent-picker"
        onClick={() => post({ type: 'pickAgent' })}
      />
      <Picker
        kind="Model"
        value={composer.model}
        testId="model-picker"
        onClick={() => post({ type: 'pickModel' })}
      />
      <span class="spacer" />
      {isBusy && (
        <IconButton
          icon="stop-circle"
          label="Stop (Escape)"
          testId="composer-stop"
          onClick={() => post({ type: 'stop' })}
        />
      )}
      {(!isBusy || canSend) && <SendButton canSend={canSend} isBusy={isBusy} />}
    </div>
  );
}

interface SendProps {
  readonly canSend: boolean;
  readonly isBusy: boolean;
}

function SendButton({ canSend, isBusy }: SendProps): JSX.Element {
  const label = isBusy ? 'Send after the current turn (Enter)' : 'Send (Enter)';
  return (
    <button
      type="submit"
      class="icon-button"
      data-testid="composer-send"
      title={label}
      aria-label={label}
      disabled={!canSend}
    >
      <Icon name="send" />
    </button>
  );
}

interface PickerProps {
  readonly kind: string;
  readonly value: string;
  readonly testId: string;
  readonly onClick: () => void;
}

function Picker({ kind, value, testId, onClick }: PickerProps): JSX.Element {
  return (
    <button
      type="button"
      class="picker"
      data-testid={testId}
      title={`${kind}: ${value}`}
      aria-label={`${kind}: ${value}`}
      aria-haspopup="listbox"
      onClick={onClick}
    >
      <span class="ellipsis">{value || kind}</span>
      <Icon name="chevron-down" />
    </button>
  );
}
