import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props {
  readonly isDisabled: boolean;
  readonly onReject: (message: string) => void;
  readonly onCancel: () => void;
}

/** A rejection that tells the model what to do instead. */
export function RejectMessage({ isDisabled, onReject, onCancel }: Props): JSX.Element {
  const [message, setMessage] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    input.current?.focus();
  }, []);
  return (
    <form
      class="reject-message"
      onSubmit={(event) => {
        event.preventDefault();
        onReject(message.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.isComposing) onCancel();
      }}
    >
      <input
        ref={input}
        class="input"
        type="text"
        maxLength={4000}
        aria-label="Message to the model"
        placeholder="Say what to do instead"
        data-testid="permission-message"
        value={message}
        onInput={(event) => {
          setMessage(event.currentTarget.value);
        }}
      />
      <div class="buttons">
        <button type="submit" class="button" disabled={isDisabled}>
          Reject
        </button>
        <button type="button" class="button button-secondary" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
