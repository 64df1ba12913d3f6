import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { parseChatRequest, type ChatRequest } from './chatRequest.ts';
import { ChatStream } from './chatStream.ts';
import { ScriptLibrary, stepAt, type NamedScript } from './scriptLibrary.ts';
import { scriptSchema, type ScriptStep, type StepFailure } from './scriptSchema.ts';

export interface ScriptedModelOptions {
  readonly port?: number;
  /** Stands in for `$CWD` when the request does not name its working directory. */
  readonly cwd: string;
  readonly scriptsDir?: string;
}

/** One request to the model, in the order of arrival. Times are epoch milliseconds with fractions. */
interface ModelCall {
  readonly purpose: ChatRequest['purpose'];
  readonly script: string;
  readonly step: number;
  readonly model: string;
  readonly prompt: string;
  /** Everything said in the person's name so far, with what OpenCode added. */
  readonly given: string;
  /** `data:` URLs of what was attached so far. */
  readonly images: readonly string[];
  readonly reasoningEffort: string | undefined;
  readonly tools: readonly string[];
  readonly receivedAt: number;
  /** When the first chunk of visible text was written. */
  firstContentAt?: number;
  endedAt?: number;
  /** The client hung up before the answer was complete. */
  aborted?: boolean;
}

export interface ScriptedModel {
  readonly url: string;
  readonly calls: readonly ModelCall[];
  setCwd(cwd: string): void;
  close(): Promise<void>;
}

/** Starts an OpenAI-compatible server on 127.0.0.1 that answers from script files. */
export async function startScriptedModel(options: ScriptedModelOptions): Promise<ScriptedModel> {
  const model = new ModelServer(options);
  await model.listen(options.port ?? 0);
  return model;
}

const title: NamedScript = {
  name: 'title',
  script: scriptSchema.parse({ about: 'Title', steps: [{ text: 'Scripted session' }] }),
};
const compaction: NamedScript = {
  name: 'compaction',
  script: scriptSchema.parse({
    about: 'Compaction',
    steps: [{ text: ['## Goal', 'Try the scripted model.', '', '## Progress', 'So far so good.'] }],
  }),
};
const page = `<!doctype html><title>Release notes</title><h1>Release notes</h1>
<p>The sample project greets in <b>three</b> languages.</p><ul><li>English<li>German<li>Danish</ul>`;

class ModelServer implements ScriptedModel {
  readonly calls: ModelCall[] = [];
  readonly #library: ScriptLibrary;
  readonly #failed = new Set<string>();
  readonly #server: Server;
  #cwd: string;

  constructor(options: ScriptedModelOptions) {
    this.#cwd = options.cwd;
    this.#library = new ScriptLibrary(options.scriptsDir ?? join(import.meta.dirname, 'scripts'));
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => fail(response, 400, String(error)));
    });
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The model is closed.');
    return `http://127.0.0.1:${address.port}`;
  }

  setCwd(cwd: string): void {
    this.#cwd = cwd;
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (path.startsWith('/page')) return html(response);
    if (path === '/v1/models') return json(response, { object: 'list', data: [{ id: 'demo' }] });
    if (path !== '/v1/chat/completions') return fail(response, 404, `No route ${path}`);
    const body = await text(request);
    await this.#answer(parseChatRequest(body), body.length, response);
  }

  async #answer(chat: ChatRequest, bodyLength: number, response: ServerResponse): Promise<void> {
    const chosen = this.#choose(chat);
    const step = stepAt(chosen.script, chat.step);
    const call = this.#record(chat, chosen.name);
    response.on('close', () => {
      call.endedAt = epochNow();
      call.aborted = !response.writableEnded && !step.cut;
    });
    const failure = this.#failure(step, `${chosen.name}:${chat.step}:${chat.turn}`);
    if (failure) return fail(response, failure.status, failure.message, failure.headers);
    const stream = new ChatStream(response, {
      model: chat.model,
      promptTokens: Math.ceil(bodyLength / 4),
      fill: (args) => this.#fill(args, chat),
      onFirstContent: () => (call.firstContentAt = epochNow()),
    });
    await stream.write(step);
  }

  #choose(chat: ChatRequest): NamedScript {
    if (chat.purpose === 'title') return title;
    return chat.purpose === 'compaction' ? compaction : this.#library.choose(chat.prompt);
  }

  #record(chat: ChatRequest, script: string): ModelCall {
    const { turn: _turn, directory: _directory, ...asked } = chat;
    const call = { ...asked, script, receivedAt: epochNow() };
    this.calls.push(call);
    return call;
  }

  /** A failure marked `once` alternates with success, so that each new session meets it again. */
  #failure(step: ScriptStep, key: string): StepFailure | undefined {
    if (!step.fail?.once) return step.fail;
    if (this.#failed.delete(key)) return undefined;
    this.#failed.add(key);
    return step.fail;
  }

  #fill(args: string, chat: ChatRequest): string {
    const cwd = JSON.stringify(chat.directory ?? this.#cwd).slice(1, -1);
    return args.replaceAll('$CWD', cwd).replaceAll('$MODEL', this.url);
  }
}

function epochNow(): number {
  return performance.timeOrigin + performance.now();
}

function html(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end(page);
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function fail(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) return void response.destroy();
  const error = { message, type: status === 401 ? 'invalid_request_error' : 'server_error' };
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ error }));
}
