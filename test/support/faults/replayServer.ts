import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { sendJson, startAnswers, type AnswerServer } from '../answers.ts';
import { recordedFrames, recordedRoot } from '../recordings.ts';
import { WireTruth } from './wireTruth.ts';

/** What OpenCode stores it tells twice: as it is, then with its place among all of its session. */
const stored =
  /^(session\.(created|updated|deleted)|message\.(updated|removed)|message\.part\.(updated|removed))$/;
const storedSchema = z.looseObject({
  id: z.string(),
  type: z.string().regex(stored),
  properties: z.looseObject({ sessionID: z.string() }),
});

interface ToldFrame {
  readonly envelope: unknown;
  /** What happens when it is told for the first time. */
  readonly event?: unknown;
}

/**
 * Plays a recorded turn, frame by frame as a test says, and answers every route from what was played
 * so far. The same test runs the same way each time.
 */
export class ReplayServer {
  readonly frames: readonly ToldFrame[];
  readonly #answers: AnswerServer;
  readonly #listeners = new Set<ServerResponse>();
  #truth = new WireTruth();
  #played = 0;
  /** Runs before each answer is read and after it was sent: where the turn can go on meanwhile. */
  onAnswer: () => void = () => undefined;

  private constructor(recording: string, answers: AnswerServer) {
    this.frames = toldFrames(recordedFrames(recording));
    this.#answers = answers;
  }

  static async start(recording: string): Promise<ReplayServer> {
    const route = {
      to: (_: IncomingMessage, response: ServerResponse): void => void response.destroy(),
    };
    const answers = await startAnswers((request, response) => route.to(request, response));
    const server = new ReplayServer(recording, answers);
    route.to = (request, response) => server.#answer(request, response);
    return server;
  }

  get origin(): string {
    return this.#answers.origin;
  }

  /** From the first frame again, for whoever connects from here on. */
  rewind(): void {
    this.#truth = new WireTruth();
    this.#played = 0;
  }

  /** The next frames happen, and whoever listens is told so often. */
  play(count: number, times = 1): void {
    for (const { envelope, event } of this.frames.slice(this.#played, this.#played + count)) {
      if (event !== undefined) this.#truth.apply(event);
      this.#played += 1;
      for (let told = 0; told < times; told += 1) this.#tell(envelope);
    }
  }

  /** Ends every event stream after the first bytes of the next frame. */
  cut(bytesOfNext = 0): void {
    const next = this.frames[this.#played];
    for (const listener of this.#listeners) {
      if (next && bytesOfNext > 0) {
        listener.write(Buffer.from(line(next.envelope)).subarray(0, bytesOfNext));
      }
      listener.destroy();
    }
    this.#listeners.clear();
  }

  close(): Promise<void> {
    return this.#answers.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/global/event') return this.#stream(response);
    if (pathname === '/tui/publish') return void this.#publish(request, response);
    this.onAnswer();
    const body = this.#truth.answer(pathname);
    sendJson(response, body ?? { name: 'NotFoundError' }, body === undefined ? 404 : 200);
    this.onAnswer();
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(line({ payload: { type: 'server.connected', properties: {} } }));
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
  }

  /** As OpenCode does, in the name of whoever asks for it. */
  async #publish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const payload: unknown = JSON.parse(await text(request));
    this.#tell({ directory: recordedRoot, payload });
    sendJson(response, true);
  }

  #tell(envelope: unknown): void {
    for (const listener of this.#listeners) listener.write(line(envelope));
  }
}

function toldFrames(frames: readonly string[]): readonly ToldFrame[] {
  const counts = new Map<string, number>();
  return frames.flatMap((data) => {
    const event: unknown = JSON.parse(data);
    const first = { envelope: { directory: recordedRoot, payload: event }, event };
    const again = storedSchema.safeParse(event).data;
    if (!again) return [first];
    const aggregateID = again.properties.sessionID;
    const seq = counts.get(aggregateID) ?? 0;
    counts.set(aggregateID, seq + 1);
    const { id, type, properties } = again;
    const syncEvent = { id, type: `${type}.1`, seq, aggregateID, data: properties };
    return [first, { envelope: { directory: recordedRoot, payload: { type: 'sync', syncEvent } } }];
  });
}

function line(envelope: unknown): string {
  return `data: ${JSON.stringify(envelope)}\n\n`;
}
