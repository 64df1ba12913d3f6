import { AppError } from '../base/errors.ts';

/** Where a server that the person runs is to be found. */
export interface ServerUrl {
  /** With the path under which a proxy shows it, if any, and without a slash at the end. */
  readonly href: string;
  /** Scheme, host and port: whom a password belongs to. */
  readonly origin: string;
  /** Whatever goes there can be read on the way. */
  readonly isExposed: boolean;
}

/** @throws AppError `bad-server-url`, which never repeats a text that may hold a password */
export function parseServerUrl(text: string): ServerUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const problem = problemOf(text, url);
  if (problem !== undefined || !url)
    throw new AppError('bad-server-url', `The server URL ${problem}.`);
  const path = url.pathname.replace(/\/+$/, '');
  const isExposed = url.protocol === 'http:' && !isLoopback(url.hostname);
  return { href: `${url.origin}${path}`, origin: url.origin, isExposed };
}

/** The end of a sentence about it. */
function problemOf(text: string, url: URL | undefined): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(text)) return 'must begin with http:// or https://';
  if (/^[^/]+\/\/[^/?#]*@/.test(text))
    return 'must not hold a user name or a password; the command “Set Server Password…” asks for them';
  if (/[?#]/.test(text)) return 'must end with its path, without “?” or “#”';
  return url && !/[\\\s]/.test(text) ? undefined : 'is not a URL';
}

/** Never leaves this machine. */
function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}
