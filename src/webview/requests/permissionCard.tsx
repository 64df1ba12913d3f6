import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ToHost } from '../../protocol/toHost.ts';
import type { PermissionCard as Card } from '../../protocol/view.ts';
import { Clipped } from '../clipped.tsx';
import { Diff } from '../diff.tsx';
import { Icon } from '../icon.tsx';
import { usePanel } from '../panel.ts';
import { WithCode } from '../withCode.tsx';
import { RejectMessage } from './rejectMessage.tsx';
import { useFocusHandover } from '../useFocusHandover.ts';

type Reply = Extract<ToHost, { type: 'answerPermission' }>['reply'];

export function PermissionCard({ card }: { readonly card: Card }): JSX.Element {
  const { post } = usePanel();
  const element = useRef<HTMLElement>(null);
  useFocusHandover(element);
  const titleId = `request-${card.id}`;
  const answer = (reply: Reply, message?: string): void => {
    if (card.isAnswering) return;
    const words = message ? { message } : {};
    post({ type: 'answerPermission', requestId: card.id, reply, ...words });
  };
  return (
    <section
      class="request"
      ref={element}
      role="group"
      aria-labelledby={titleId}
      aria-busy={card.isAnswering}
      data-testid="permission-card"
    >
      <h2 class="request-title" id={titleId}>
        <Icon name="shield" />
        <span>{card.title}</span>
      </h2>
      <div class="request-body">
        {card.askedBy && <p class="muted">Asked by {card.askedBy}</p>}
        <Detail card={card} />
      </div>
      <Answers card={card} answer={answer} />
    </section>
  );
}

function Detail({ card }: { readonly card: Card }): JSX.Element {
  const { post } = usePanel();
  const place = { rowId: card.id, field: 'detail' };
  return (
    <>
      {!isTold(card) && (
        <Clipped text={card.detail} place={place}>
          {(text) => (
            <pre class="output request-detail" tabIndex={0} aria-label="What is asked for">
              {text}
            </pre>
          )}
        </Clipped>
      )}
      {card.diff && (
        <>
          <Diff diff={card.diff} place={{ rowId: card.id, field: 'patch' }} />
          <p class="tool-line">
            <button
              type="button"
              class="link-button"
              onClick={() => post({ type: 'showPermissionDiff', requestId: card.id })}
            >
              Open diff
            </button>
          </p>
        </>
      )}
    </>
  );
}

/** Whether the title and the change say it already, as for the path of an edit. */
function isTold({ title, detail, diff }: Card): boolean {
  return detail.text === '' || (diff !== undefined && title.includes(detail.text));
}

interface AnswersProps {
  readonly card: Card;
  readonly answer: (reply: Reply, message?: string) => void;
}

function Answers({ card, answer }: AnswersProps): JSX.Element {
  const [isExplaining, setExplaining] = useState(false);
  const explain = useRef<HTMLButtonElement>(null);
  const wasExplaining = useRef(false);
  useLayoutEffect(() => {
    if (wasExplaining.current && !isExplaining) explain.current?.focus();
    wasExplaining.current = isExplaining;
  }, [isExplaining]);
  if (isExplaining) {
    return (
      <RejectMessage
        isDisabled={card.isAnswering}
        onReject={(message) => {
          answer('reject', message);
        }}
        onCancel={() => {
          setExplaining(false);
        }}
      />
    );
  }
  return (
    <>
      <div class="buttons">
        <AnswerButton card={card} reply="once" label="Allow once" answer={answer} />
        <AnswerButton card={card} reply="always" label="Always allow" answer={answer} />
        <AnswerButton card={card} reply="reject" label="Reject" answer={answer} />
        <button
          type="button"
          class="link-button"
          ref={explain}
          onClick={() => {
            setExplaining(true);
          }}
        >
          Reject with a message…
        </button>
      </div>
      {card.alwaysScope && (
        <p class="request-scope">
          <WithCode text={card.alwaysScope} />
        </p>
      )}
    </>
  );
}

interface ButtonProps extends AnswersProps {
  readonly reply: Reply;
  readonly label: string;
}

function AnswerButton({ card, reply, label, answer }: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={reply === 'once' ? 'button' : 'button button-secondary'}
      data-testid={`permission-${reply}`}
      aria-disabled={card.isAnswering}
      onClick={() => {
        answer(reply);
      }}
    >
      {label}
    </button>
  );
}
