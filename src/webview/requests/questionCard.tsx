import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { QuestionCard as Card } from '../../protocol/view.ts';
import { Icon } from '../icon.tsx';
import { usePanel } from '../panel.ts';
import { type Answer, answerTexts, emptyAnswer } from './answer.ts';
import { QuestionField } from './questionField.tsx';
import { useFocusHandover } from '../useFocusHandover.ts';

export function QuestionCard({ card }: { readonly card: Card }): JSX.Element {
  const { post } = usePanel();
  const element = useRef<HTMLFormElement>(null);
  useFocusHandover(element);
  const [answers, setAnswers] = useState<readonly Answer[]>(() =>
    card.questions.map(() => emptyAnswer),
  );
  const texts = answers.map(answerTexts);
  const isComplete = texts.every((chosen) => chosen.length > 0);
  return (
    <form
      class="request"
      ref={element}
      aria-label="Question"
      aria-busy={card.isAnswering}
      data-testid="question-card"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isComplete || card.isAnswering) return;
        post({ type: 'answerQuestion', requestId: card.id, answers: texts });
      }}
    >
      <h2 class="request-title">
        <Icon name="question" />
        <span>{card.askedBy ? `${card.askedBy} asks` : 'OpenCode asks'}</span>
      </h2>
      <div class="request-body">
        {card.questions.map((question, index) => (
          <QuestionField
            key={index}
            name={`${card.id}-${index}`}
            question={question}
            answer={answers[index] ?? emptyAnswer}
            onChange={(answer) => {
              setAnswers((before) => before.with(index, answer));
            }}
          />
        ))}
      </div>
      <Buttons card={card} isComplete={isComplete} />
    </form>
  );
}

interface ButtonsProps {
  readonly card: Card;
  readonly isComplete: boolean;
}

function Buttons({ card, isComplete }: ButtonsProps): JSX.Element {
  const { post } = usePanel();
  return (
    <div class="buttons">
      <button
        type="submit"
        class="button"
        data-testid="question-submit"
        disabled={!isComplete || card.isAnswering}
      >
        Submit
      </button>
      <button
        type="button"
        class="button button-secondary"
        disabled={card.isAnswering}
        onClick={() => post({ type: 'rejectQuestion', requestId: card.id })}
      >
        Skip
      </button>
    </div>
  );
}
