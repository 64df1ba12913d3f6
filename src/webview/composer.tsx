import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ComposerView } from '../protocol/view.ts';
import { Attachments } from './attachments/attachments.tsx';
import { accept } from './completion/accept.ts';
import type { Completion } from './completion/completion.ts';
import { CompletionList, completionListId, optionId } from './completion/completionList.tsx';
import { EditNote } from './editNote.tsx';
import { Icon } from './icon.tsx';
import { IconButton } from './iconButton.tsx';
import { composerNotes, isShellLine, Note } from './composerNotes.tsx';
import { useKeys } from './composerKeys.ts';
import { useField, useIsBusy, usePanel } from './panel.ts';

export function Composer(): JSX.Element | null {
  const panel = usePanel();
  const { draft, edit } = panel;
  const composer = useField('composer');
  if (!composer) return null;
  const notes = composerNotes(composer, draft);
  const isShell = isShellLine(draft);
  return (
    <form
      class="composer"
      aria-label="Prompt"
      onSubmit={(event) => {
        event.preventDefault();
        if (!composer.blockedReason) edit.send();
      }}
    >
      <EditNote />
      {notes.map((note) => (
        <Note key={note.id} note={note} />
      ))}
      <CompletionList
        onPick={(index) => {
          const input = document.querySelector<HTMLTextAreaElement>('.composer textarea');
          if (input) accept(panel, input, panel.completion.choose(index));
        }}
      />
      <div class={isShell ? 'composer-box is-shell' : 'composer-box'}>
        <Attachments />
        <Input composer={composer} describedBy={notes.map(({ id }) => id).join(' ')} />
        <Toolbar composer={composer} />
      </div>
    </form>
  );
}

interface InputProps {
  readonly composer: ComposerView;
  /** The notes above it. */
  readonly describedBy: string;
}

function Input({ composer, describedBy }: InputProps): JSX.Element {
  const { draft, completion, intake } = usePanel();
  const onKeyDown = useKeys();
  const offer = completion.offer.value;
  useEffect(() => {
    completion.close();
  }, [composer.draftKey, completion]);
  return (
    <textarea
      rows={1}
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls={offer ? completionListId : undefined}
      aria-activedescendant={offer ? optionId(offer.active) : undefined}
      data-testid="composer-input"
      aria-label="Message to OpenCode"
      aria-describedby={describedBy || undefined}
      placeholder={composer.placeholder}
      value={draft.text.value}
      onInput={(event) => {
        draft.edit(event.currentTarget.value);
        followCaret(event.currentTarget, completion);
      }}
      onSelect={(event) => {
        followCaret(event.currentTarget, completion);
      }}
      onBlur={() => {
        completion.close();
      }}
      onPaste={(event) => {
        const files = pastedFiles(event.clipboardData);
        if (files.length > 0) event.preventDefault();
        void intake.add(files);
      }}
      onKeyDown={onKeyDown}
    />
  );
}

/** Where there is text as well, as from a table, it is the text that is meant. */
function pastedFiles(data: DataTransfer | null): readonly File[] {
  return data && !data.types.includes('text/plain') ? [...data.files] : [];
}

/** A stretch that is selected is not being typed. */
function followCaret(input: HTMLTextAreaElement, completion: Completion): void {
  const { value, selectionStart, selectionEnd } = input;
  if (selectionStart === selectionEnd) completion.follow(value, selectionStart);
  else completion.close();
}

function Toolbar({ composer }: { readonly composer: ComposerView }): JSX.Element {
  const { draft, post } = usePanel();
  const isBusy = useIsBusy();
  const hasContent = draft.text.value.trim() !== '' || draft.files.all.value.length > 0;
  const canSend = hasContent && !composer.blockedReason;
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
      <IconButton
        icon="attach"
        label="Attach Files… (or paste them; hold Shift to drop them)"
        testId="composer-attach"
        onClick={() => post({ type: 'pickFiles' })}
      />
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
