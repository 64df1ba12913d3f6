import * as z from 'zod';
import { AppError } from '../../base/errors.ts';
import { configFailure } from '../permissions/configFailure.ts';
import { connectionFailure, distrustOf } from './connectionFailure.ts';

export interface FailedResponse {
  readonly path: string;
  readonly status: number;
  /** OpenCode answers routes that it does not know with its web page and status 200. */
  readonly isHtml: boolean;
  /** No credentials were sent. */
  readonly isAnonymous: boolean;
  /** There may be a proxy before it. */
  readonly isAttached: boolean;
  readonly text: string;
}

export function failureOf(response: FailedResponse): AppError {
  const { path, status, isHtml, isAttached, text } = response;
  const body = jsonOf(text);
  const said = ownMessage(body);
  if (status === 401) return unauthorized(response);
  if (isAttached && awayStatuses.has(status))
    return new AppError('server-unreachable', `Its proxy answers with status ${status}.`);
  if (isHtml)
    return new AppError('route-not-supported', `This OpenCode server has no route ${path}.`);
  if (status === 404) return new AppError('not-found', said ?? `OpenCode does not know ${path}.`);
  const broken = configFailure(body);
  if (broken) return broken;
  const message = said ?? `OpenCode answered ${path} with status ${status}.`;
  return new AppError('http-status', message, {
    detail: `${path}: ${status}\n${text.slice(0, 2_000)}`,
  });
}

/** What a proxy answers when the server behind it does not. */
const awayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

function unauthorized({ isAnonymous }: FailedResponse): AppError {
  return isAnonymous
    ? new AppError('password-missing', 'The OpenCode server asks for a password.')
    : new AppError('server-unauthorized', 'The OpenCode server refused our password.');
}

export function payloadError(path: string, cause: unknown): AppError {
  const detail = cause instanceof Error ? cause.message.slice(0, 2_000) : String(cause);
  return new AppError('bad-payload', `OpenCode's answer to ${path} could not be read.`, {
    cause,
    detail,
  });
}

/** What a request that got no answer means; an abort by our own signal is a cancellation. */
export function unreachable(error: unknown, path: string, signal?: AbortSignal): AppError {
  if (error instanceof AppError) return error;
  if (signal?.aborted)
    return new AppError('cancelled', 'The request was cancelled.', { cause: error });
  const distrust = distrustOf(error);
  if (distrust !== undefined) return new AppError('server-untrusted', distrust, { cause: error });
  const message = `The OpenCode server did not answer ${path}: ${connectionFailure(error)}`;
  return new AppError('server-unreachable', message, { cause: error });
}

/** Whether the same request may well succeed later. */
export function isTransient(error: unknown): boolean {
  return AppError.is(error, 'server-unreachable') || AppError.is(error, 'cancelled');
}

const bodySchema = z.looseObject({
  message: z.string().optional(),
  data: z.looseObject({ message: z.string().optional() }).optional().catch(undefined),
});

function ownMessage(json: unknown): string | undefined {
  const body = bodySchema.safeParse(json).data;
  return body?.data?.message ?? body?.message;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: there is no message to find.
    return undefined;
  }
}
