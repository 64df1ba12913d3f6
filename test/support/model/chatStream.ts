import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ScriptStep, ToolCall } from './scriptSchema.ts';

export interface StreamContext {
  readonly model: string;
  readonly promptTokens: number;
  /** Puts real paths and URLs into a tool's arguments. */
  readonly fill: (args: string) => string;
  readonly onFirstContent: () => void;
}

type Delta = Readonly<Record<string, unknown>>;

/** Writes one step as OpenAI chat completion chunks, for as long as the client listens. */
export class ChatStream {
  readonly #response: ServerResponse;
  readonly #context: StreamContext;
  readonly #gone = new AbortController();
  readonly #base: Delta;
  #written = 0;

  constructor(response: ServerResponse, context: StreamContext) {
    this.#response = response;
    this.#context = context;
    this.#base = {
      id: `chatcmpl-${crypto.randomUUID()}`,
      object: 'chat.completion.chunk',
      created: Math.floor(Date.now() / 1000),
      model: context.model,
    };
    response.on('close', () => this.#gone.abort());
  }

  async write(step: ScriptStep): Promise<void> {
    await this.#pause(step.startDelayMs);
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
    });
    this.#delta({ role: 'assistant', content: '' });
    await this.#say('reasoning_content', step.reasoning, step);
    for (let round = 0; round < step.repeat && !this.#ended; round++)
      await this.#say('content', step.text.replaceAll('$ROUND', String(round)), step);
    if (step.cut) return void this.#response.destroy();
    if (step.breakdown) return this.#breakDown(step.breakdown);
    for (const [index, tool] of step.tools.entries()) this.#callTool(index, tool);
    this.#finish(step.finish ?? (step.tools.length > 0 ? 'tool_calls' : 'stop'));
  }

  get #ended(): boolean {
    return this.#gone.signal.aborted;
  }

  async #say(field: 'content' | 'reasoning_content', text: string, step: ScriptStep) {
    for (let at = 0; at < text.length && !this.#ended; at += step.chunkSize) {
      this.#delta({ [field]: text.slice(at, at + step.chunkSize) });
      if (field === 'content' && this.#written++ === 0) this.#context.onFirstContent();
      await this.#pause(step.chunkDelayMs);
    }
  }

  #callTool(index: number, tool: ToolCall): void {
    const id = `call_${crypto.randomUUID().slice(0, 8)}`;
    const call = { index, id, type: 'function', function: { name: tool.name, arguments: '' } };
    this.#delta({ tool_calls: [call] });
    const args = this.#context.fill(JSON.stringify(tool.args));
    for (let at = 0; at < args.length; at += 40)
      this.#delta({ tool_calls: [{ index, function: { arguments: args.slice(at, at + 40) } }] });
  }

  #breakDown(error: Delta): void {
    this.#send({ error });
    this.#response.end('data: [DONE]\n\n');
  }

  #finish(reason: string): void {
    if (this.#ended) return;
    this.#delta({}, reason);
    const completion = this.#written * 3;
    const usage = {
      prompt_tokens: this.#context.promptTokens,
      completion_tokens: completion,
      total_tokens: this.#context.promptTokens + completion,
      prompt_tokens_details: { cached_tokens: 100 },
    };
    this.#send({ ...this.#base, choices: [], usage });
    this.#response.end('data: [DONE]\n\n');
  }

  #delta(delta: Delta, finish: string | null = null): void {
    this.#send({ ...this.#base, choices: [{ index: 0, delta, finish_reason: finish }] });
  }

  #send(chunk: Delta): void {
    if (!this.#ended) this.#response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }

  async #pause(ms: number): Promise<void> {
    if (ms === 0 || this.#ended) return;
    await wait(ms, undefined, { signal: this.#gone.signal }).catch(() => undefined);
  }
}
