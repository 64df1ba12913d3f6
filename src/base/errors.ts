/** What can go wrong, as facts. `present/errorText.ts` has the sentence and the next step of each. */
export const errorCodes = [
  'binary-not-found',
  'binary-not-opencode',
  'server-too-old',
  'server-too-new',
  'server-exited',
  'server-killed',
  'server-start-timeout',
  'server-unreachable',
  'server-unauthorized',
  'route-not-supported',
  'http-status',
  'bad-payload',
  'not-found',
  'model-not-found',
  'provider-auth',
  'provider-failed',
  'acts-unasked',
  'bad-environment',
  'bad-configuration',
  'workspace-untrusted',
  'no-workspace',
  'folder-missing',
  'cancelled',
  'unexpected',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The only error our code throws on purpose: `code` decides, `message` is for a person, `detail` for the log view. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** Extra lines worth showing on demand, such as the last lines of stderr. Never a secret. */
  readonly detail: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly detail?: string } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
  }

  static is(error: unknown, code?: ErrorCode): error is AppError {
    return error instanceof AppError && (code === undefined || error.code === code);
  }
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new AppError('cancelled', 'The operation was cancelled.', { cause: error });
  }
  return new AppError('unexpected', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}

export function assertNever(value: never): never {
  throw new AppError('unexpected', `Unhandled case: ${JSON.stringify(value)}`);
}
