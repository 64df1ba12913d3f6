import type { JSX } from 'preact';
import type { QuestionCard } from '../../protocol/view.ts';
import { type Answer, withChoice, withOwn } from './answer.ts';

type Question = QuestionCard['questions'][number];

interface Props {
  /** Groups the radio buttons. */
  readonly name: string;
  readonly question: Question;
  readonly answer: Answer;
  readonly onChange: (answer: Answer) => void;
}

export function QuestionField({ name, question, answer, onChange }: Props): JSX.Element {
  const { text, isMultiple, allowsOwnAnswer, options } = question;
  return (
    <fieldset class="question">
      <legend>{text}</legend>
      {options.map(({ label, description }) => (
        <label key={label} class="option">
          <input
            type={isMultiple ? 'checkbox' : 'radio'}
            name={name}
            checked={answer.chosen.includes(label)}
            onChange={() => {
              onChange(withChoice(answer, label, isMultiple));
            }}
          />
          <span>
            {label}
            {description && <span class="option-description">{description}</span>}
          </span>
        </label>
      ))}
      {allowsOwnAnswer && (
        <input
          class="input"
          type="text"
          maxLength={4000}
          placeholder={options.length > 0 ? 'Or answer in your own words' : 'Your answer'}
          aria-label={`Own answer: ${text}`}
          value={answer.own}
          onInput={(event) => {
            onChange(withOwn(answer, event.currentTarget.value, isMultiple));
          }}
        />
      )}
    </fieldset>
  );
}
