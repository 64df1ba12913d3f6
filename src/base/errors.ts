/** What can go wrong, as facts. `present/errorText.ts` has the sentence and the next step of each. */
export const errorCodes = [
  'binary-not-found',
  'binary-not-opencode',
  'binary-is-desktop-app',
  'no-package-manager',
  'install-failed',
  'server-too-old',
  'server-too-new',
  'server-exited',
  'server-killed',
  'server-keeps-ending',
  'stopped-elsewhere',
  'restarted-elsewhere',
  'server-start-timeout',
  'server-unreachable',
  'server-unauthorized',
  'password-missing',
  'server-untrusted',
  'server-foreign',
  'server-changed',
  'bad-server-url',
  'route-not-supported',
  'http-status',
  'bad-payload',
  'answer-too-large',
  'not-found',
  'prompt-lost',
  'mention-lost',
  'file-lost',
  'declined',
  'model-not-found',
  'provider-auth',
  'provider-failed',
  'unanswered',
  'acts-unasked',
  'bad-environment',
  'bad-configuration',
  'workspace-untrusted',
  'no-workspace',
  'folder-missing',
  'import-failed',
  'sharing-off',
  'storage-unwritable',
  'cancelled',
  'unexpected',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

interface AppErrorOptions {
  readonly cause?: unknown;
  readonly detail?: string | undefined;
  readonly attachedTo?: string | undefined;
}

/** The only error our code throws on purpose: `code` decides, `message` is for a person, `detail` for the log view. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** Extra lines worth showing on demand, such as the last lines of stderr. Never a secret. */
  readonly detail: string | undefined;
  /** The URL of the server that the person runs, when it is about that one. */
  readonly attachedTo: string | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.attachedTo = options.attachedTo;
  }

  /** The same failure, of a server that the person runs. */
  about(attachedTo: string): AppError {
    const { code, message, cause, detail } = this;
    return new AppError(code, message, { cause, detail, attachedTo });
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
