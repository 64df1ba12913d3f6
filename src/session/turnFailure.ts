import { AppError, type ErrorCode } from '../base/errors.ts';
import type { TurnError } from '../model/message.ts';

/** What stopped a turn, in our own terms. */
export function turnFailure(error: TurnError): AppError {
  return new AppError(failureCode(error), error.message);
}

/** Not OpenCode's: for a turn whose server ended under it. */
export const serverEnded: TurnError = { name: 'ServerEnded', message: '' };

export function isServerEnd({ name }: TurnError): boolean {
  return name === serverEnded.name;
}

/** OpenCode reports an unknown model as `UnknownError`, so its sentence is all there is to go by. */
function failureCode({ name, message, statusCode }: TurnError): ErrorCode {
  if (/model ?not ?found/i.test(`${name} ${message}`)) return 'model-not-found';
  if (name === serverEnded.name) return 'server-exited';
  const isAuth = name === 'ProviderAuthError' || statusCode === 401 || statusCode === 403;
  return isAuth ? 'provider-auth' : 'provider-failed';
}
