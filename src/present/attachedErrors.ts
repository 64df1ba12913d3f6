import type { AppError, ErrorCode } from '../base/errors.ts';
import type { ActionId } from './actions.ts';

export interface ErrorText {
  /** The sentence; a function where the error itself says it best. */
  readonly title: string | ((error: AppError) => string);
  readonly actions: readonly ActionId[];
}

/** Nothing here starts or updates anything: the server is not ours. */
const connectAgain: readonly ActionId[] = ['retry', 'openServerUrl', 'openLog'];
const setPassword: readonly ActionId[] = ['setPassword', 'retry', 'openServerUrl'];

/** What is said of a server that the person runs, where it differs from what is said of ours. */
export const attachedErrors: { readonly [Code in ErrorCode]?: ErrorText } = {
  'server-unreachable': {
    title: ({ attachedTo }) => `No OpenCode server answers at ${attachedTo}.`,
    actions: connectAgain,
  },
  'server-unauthorized': {
    title: ({ attachedTo }) =>
      `The OpenCode server at ${attachedTo} refused the user name or the password.`,
    actions: setPassword,
  },
  'password-missing': {
    title: ({ attachedTo }) => `The OpenCode server at ${attachedTo} asks for a password.`,
    actions: setPassword,
  },
  'server-untrusted': {
    title: ({ attachedTo, message }) =>
      `The certificate of ${attachedTo} cannot be trusted: ${message}.`,
    actions: connectAgain,
  },
  'server-foreign': {
    title: ({ attachedTo }) => `What answers at ${attachedTo} is not an OpenCode server.`,
    actions: connectAgain,
  },
  'server-too-old': {
    title: ({ attachedTo }) =>
      `The OpenCode at ${attachedTo} is too old for this extension. Update it there and try again.`,
    actions: connectAgain,
  },
  'server-too-new': {
    title: ({ attachedTo }) =>
      `The OpenCode at ${attachedTo} is a newer generation that this extension cannot use yet.`,
    actions: connectAgain,
  },
  'http-status': { title: ({ message }) => message, actions: connectAgain },
  'route-not-supported': {
    title: 'This version of OpenCode does not support that.',
    actions: ['retry', 'openDocs', 'openLog'],
  },
  'bad-payload': {
    title: 'OpenCode sent something that this extension does not understand.',
    actions: ['retry', 'openLog'],
  },
  'answer-too-large': {
    title: 'OpenCode sent more than this extension can read at one time.',
    actions: ['retry', 'openLog'],
  },
  unexpected: { title: 'Something unexpected went wrong.', actions: ['retry', 'openLog'] },
};
