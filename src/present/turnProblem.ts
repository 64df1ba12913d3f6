import type { TurnError } from '../model/message.ts';
import { isServerEnd } from '../session/turnFailure.ts';
import type { ActionId } from './actions.ts';
import { problem, safeText, type Problem } from './errorText.ts';

interface Rule {
  readonly test: (error: TurnError) => boolean;
  readonly title: string;
  readonly actions: readonly ActionId[];
}

const hasStatus =
  (...codes: readonly number[]) =>
  (error: TurnError): boolean =>
    error.statusCode !== undefined && codes.includes(error.statusCode);

const hasName =
  (...names: readonly string[]) =>
  (error: TurnError): boolean =>
    names.includes(error.name);

/** The first rule that fits; OpenCode hides some kinds behind `UnknownError`, so messages are read too. */
const rules: readonly Rule[] = [
  {
    test: isServerEnd,
    title: 'The OpenCode server ended before this turn was finished.',
    actions: ['retryPrompt'],
  },
  {
    test: (error) =>
      /model ?not ?found/i.test(`${error.name} ${error.message}`) ||
      error.name === 'ProviderModelNotFoundError',
    title: 'OpenCode does not know this model. Choose another one.',
    actions: ['pickModel', 'editPrompt'],
  },
  {
    test: (error) => hasStatus(401, 403)(error) || error.name === 'ProviderAuthError',
    title:
      'The model provider refused the key. Run `opencode auth login` in a terminal, then send again.',
    actions: ['retryPrompt', 'pickModel', 'openDocs'],
  },
  {
    test: hasStatus(402),
    title:
      'The model provider asks for payment. Check your account there, or choose another model.',
    actions: ['retryPrompt', 'pickModel'],
  },
  {
    test: hasStatus(429),
    title: 'The model provider is limiting requests. Wait a moment, then send again.',
    actions: ['retryPrompt', 'pickModel'],
  },
  {
    test: (error) => (error.statusCode ?? 0) >= 500,
    title: 'The model provider has a problem of its own. Try again later.',
    actions: ['retryPrompt', 'pickModel', 'openServerLog'],
  },
  {
    test: hasName('ContextOverflowError'),
    title:
      'The conversation no longer fits the model’s context. Start a new session or choose a model with a larger one.',
    actions: ['pickModel', 'editPrompt'],
  },
  {
    test: hasName('MessageOutputLengthError'),
    title: 'The answer reached the model’s length limit and was cut.',
    actions: ['pickModel'],
  },
  {
    test: hasName('ContentFilterError'),
    title: 'The model provider’s content filter stopped the answer.',
    actions: ['editPrompt', 'pickModel'],
  },
  {
    test: hasName('StructuredOutputError'),
    title: 'The model did not answer in the required form.',
    actions: ['retryPrompt', 'pickModel'],
  },
  {
    test: hasName('APIError'),
    title: 'The model provider did not accept the request.',
    actions: ['retryPrompt', 'pickModel', 'openServerLog'],
  },
];

const anyOther: Omit<Rule, 'test'> = {
  title: 'OpenCode could not finish this turn.',
  actions: ['retryPrompt', 'openServerLog'],
};

/** Stopped by the person: not a failure. */
export function isInterruption(error: TurnError): boolean {
  return error.name === 'MessageAbortedError';
}

/** What stopped a turn and what can be done about it; nothing when the person stopped it. */
export function turnProblem(error: TurnError): Problem | undefined {
  if (isInterruption(error)) return undefined;
  const { title, actions } = rules.find((rule) => rule.test(error)) ?? anyOther;
  return problem(title, safeText(error.message, 500), actions);
}
