/** A subset of `vscode.LogOutputChannel`, so that the channel itself is an implementation. */
export interface Logger {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;

function mapLogger(map: (level: (typeof levels)[number]) => (message: string) => void): Logger {
  return {
    trace: map('trace'),
    debug: map('debug'),
    info: map('info'),
    warn: map('warn'),
    error: map('error'),
  };
}

export const nullLogger: Logger = mapLogger(() => () => undefined);

/** The same log with every line marked by its source. */
export function childLogger(parent: Logger, prefix: string): Logger {
  return mapLogger((level) => (message) => parent[level](`[${prefix}] ${message}`));
}

/** Does what may fail without keeping what follows from being done: then it is only told. */
export function warnOnFailure(log: Logger, work: () => void): void {
  try {
    work();
  } catch (error) {
    log.warn(String(error));
  }
}

/** What looks like a credential; `keep` is the part that says which. */
const secretPatterns: readonly RegExp[] = [
  /(?<keep>\b(?:Basic|Bearer)\s+)[\w+/.~=-]{8,}/gi,
  /(?<keep>\b(?:sk|pk|ghp|gho|xox[abp])[-_])[\w-]{8,}/g,
  /(?<keep>(?:password|passwd|secret|token|api[-_]?key|authorization)["']?\s*[=:]\s*["']?)[^\s"',}]+/gi,
  /(?<keep>:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g,
];

/** Hides what looks like a credential, and every value of `known`, in a line meant for people. */
export function redact(text: string, known: readonly string[] = []): string {
  const masked = known
    .filter((secret) => secret.length > 0)
    .reduce((line, secret) => line.replaceAll(secret, '[redacted]'), text);
  return secretPatterns.reduce(
    (line, pattern) => line.replace(pattern, '$<keep>[redacted]'),
    masked,
  );
}

/** A logger that lets no known secret and nothing that looks like one pass. */
export function redactingLogger(parent: Logger, known: () => readonly string[] = () => []): Logger {
  return mapLogger((level) => (message) => parent[level](redact(message, known())));
}
