import * as z from 'zod';
import { AppError } from '../base/errors.ts';
import { configFailure } from './configFailure.ts';

export interface FailedResponse {
  readonly path: string;
  readonly status: number;
  /** OpenCode answers routes that it does not know with its web page and status 200. */
  readonly isHtml: boolean;
  readonly text: string;
}

export function failureOf({ path, status, isHtml, text }: FailedResponse): AppError {
  const body = jsonOf(text);
  const said = ownMessage(body);
  if (status === 401)
    return new AppError('server-unauthorized', 'The OpenCode server refused our password.');
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
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError(
    'server-unreachable',
    `The OpenCode server did not answer ${path}: ${reason}`,
    {
      cause: error,
    },
  );
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
