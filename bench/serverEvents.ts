import { readFileSync } from 'node:fs';
import type { Sandbox } from '../test/support/sandbox.ts';
import { until } from '../test/support/until.ts';

/** Hears OpenCode's own event stream beside the extension, to know when it said what. */
export class ServerEvents {
  readonly #abort = new AbortController();

  /** `onText` gets the stream as it comes, which may be in the middle of a frame. */
  static async connect(sandbox: Sandbox, onText: (text: string) => void): Promise<ServerEvents> {
    const server = await until(() => findServer(sandbox), { what: 'the managed server' });
    const events = new ServerEvents();
    const url = `http://127.0.0.1:${server.port}/event?directory=${encodeURIComponent(sandbox.workspace)}`;
    const credentials = Buffer.from(`${server.user}:${server.password}`).toString('base64');
    const response = await fetch(url, {
      headers: { authorization: `Basic ${credentials}` },
      signal: events.#abort.signal,
    });
    if (!response.ok || !response.body)
      throw new Error(`The event stream said ${response.status}.`);
    void events.#read(response.body, onText);
    return events;
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(body: ReadableStream<Uint8Array>, onText: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) onText(decoder.decode(chunk, { stream: true }));
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error;
    }
  }
}

interface FoundServer {
  readonly port: string;
  readonly user: string;
  readonly password: string;
}

/** The password is in the environment of the server only; its owner may read that (Linux). */
function findServer(sandbox: Sandbox): FoundServer | undefined {
  for (const { pid, command } of sandbox.processes()) {
    const port = / serve .*--port (\d+)/.exec(command)?.[1];
    if (port === undefined) continue;
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const valueOf = (name: string) =>
      variables.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
    const user = valueOf('OPENCODE_SERVER_USERNAME') || 'opencode';
    return { port, user, password: valueOf('OPENCODE_SERVER_PASSWORD') };
  }
  return undefined;
}
