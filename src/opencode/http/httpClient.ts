import type { SecureContext } from 'node:tls';
import { Agent, request, type Dispatcher } from 'undici';
import type * as z from 'zod';
import { AppError, toAppError } from '../../base/errors.ts';
import type { Disposable } from '../../base/disposable.ts';
import { redact } from '../../base/log.ts';
import { failureOf, payloadError, unreachable } from './httpFailure.ts';
import { secretsOf, type Credentials } from '../server/serverEnvironment.ts';
import { ServerTime } from './serverTime.ts';

export interface HttpTarget {
  /** `http://127.0.0.1:PORT`; a path in it goes before that of each route. */
  readonly origin: string;
  /** Without, no authorization is sent. */
  readonly credentials?: Credentials | undefined;
  /** Whom to believe who the server is; what Node believes when left out. */
  readonly tls?: SecureContext | undefined;
  /** A server that the person runs: failures say which. */
  readonly isAttached?: boolean;
  /** Sent with every request: OpenCode serves many directories from one process. */
  readonly directory: string;
}

export interface HttpLimits {
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

export interface HttpCall {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Response = Dispatcher.ResponseData;

const defaultLimits: HttpLimits = { timeoutMs: 30_000, maxResponseBytes: 64 * 1024 * 1024 };

/** Talks to one server for one directory. Nothing is retried: a POST may have had its effect. */
export class HttpClient implements Disposable {
  readonly time = new ServerTime();
  readonly #agent: Agent;
  readonly #target: HttpTarget;
  readonly #limits: HttpLimits;
  #credentials: Credentials | undefined;

  constructor(target: HttpTarget, limits: Partial<HttpLimits> = {}) {
    this.#agent = agentFor(target);
    this.#target = target;
    this.#credentials = target.credentials;
    this.#limits = { ...defaultLimits, ...limits };
  }

  async get<T>(path: string, schema: z.ZodType<T>, call: HttpCall = {}): Promise<T> {
    return (await this.getPage(path, schema, call)).value;
  }

  /** `nextCursor` asks for the page that follows, as `x-next-cursor` names it. */
  async getPage<T>(
    path: string,
    schema: z.ZodType<T>,
    call: HttpCall = {},
  ): Promise<{ readonly value: T; readonly nextCursor: string | undefined }> {
    return this.#named(async () => {
      const response = await this.#send('GET', path, call);
      const value = parseBody(path, await this.#text(path, response), schema);
      return { value, nextCursor: header(response, 'x-next-cursor') };
    });
  }

  async send<T>(
    method: Exclude<Method, 'GET'>,
    path: string,
    schema: z.ZodType<T>,
    call: HttpCall = {},
  ): Promise<T> {
    return this.#named(async () => {
      const response = await this.#send(method, path, call);
      return parseBody(path, await this.#text(path, response), schema);
    });
  }

  /** A body that ends when the server or the signal ends it; no time limit once it has begun. */
  async stream(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return this.#named(async () => (await this.#send('GET', path, { signal }, 0)).body);
  }

  /** What is sent from here on. */
  protected useCredentials(credentials: Credentials | undefined): void {
    this.#credentials = credentials;
  }

  /** Ends open connections at once, the event stream's too. */
  dispose(): void {
    this.#agent.destroy().catch(() => undefined);
  }

  async #named<T>(work: () => Promise<T>): Promise<T> {
    const { isAttached, origin } = this.#target;
    try {
      return await work();
    } catch (error) {
      throw isAttached ? toAppError(error).about(origin) : error;
    }
  }

  async #send(method: Method, path: string, call: HttpCall, bodyTimeout?: number) {
    const limit = call.timeoutMs ?? this.#limits.timeoutMs;
    const credentials = this.#credentials;
    const response = await request(this.#url(path, call.query), {
      dispatcher: this.#agent,
      method,
      headers: this.#headers(credentials, call.body),
      body: call.body === undefined ? null : JSON.stringify(call.body),
      headersTimeout: limit,
      bodyTimeout: bodyTimeout ?? limit,
      ...(call.signal ? { signal: call.signal } : {}),
    }).catch((error: unknown) => {
      throw unreachable(error, path, call.signal);
    });
    this.time.heard(header(response, 'date'));
    await this.#check(path, response, credentials);
    return response;
  }

  async #check(
    path: string,
    response: Response,
    credentials: Credentials | undefined,
  ): Promise<void> {
    const isHtml = header(response, 'content-type')?.startsWith('text/html') === true;
    if (response.statusCode < 300 && !isHtml) return;
    // Whoever answers may repeat what we sent.
    const { isAttached = false } = this.#target;
    const secrets = credentials ? secretsOf(credentials) : [];
    const text = redact(await this.#text(path, response), secrets);
    const isAnonymous = credentials === undefined;
    const status = response.statusCode;
    throw failureOf({ path, status, isHtml, isAnonymous, isAttached, text });
  }

  async #text(path: string, response: Response): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of response.body) {
        const bytes = Buffer.from(chunk);
        size += bytes.length;
        if (size > this.#limits.maxResponseBytes)
          throw new AppError('answer-too-large', `OpenCode's answer to ${path} is too large.`);
        chunks.push(bytes);
      }
    } catch (error) {
      throw unreachable(error, path);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #url(path: string, query: HttpCall['query'] = {}): URL {
    const url = new URL(`${this.#target.origin}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return url;
  }

  #headers(credentials: Credentials | undefined, body: unknown): Record<string, string> {
    const { directory } = this.#target;
    return {
      ...(credentials ? { authorization: authorizationOf(credentials) } : {}),
      'x-opencode-directory': encodeURIComponent(directory),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
  }
}

/** Whatever the environment says, a certificate is looked at. */
function agentFor({ tls }: HttpTarget): Agent {
  const trust = tls ? { secureContext: tls } : {};
  return new Agent({ connect: { timeout: 5_000, rejectUnauthorized: true, ...trust } });
}

function authorizationOf({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function header(response: Response, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parseBody<T>(path: string, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw payloadError(path, error);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw payloadError(path, parsed.error);
  return parsed.data;
}
