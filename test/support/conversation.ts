import type { SessionBackend } from '../../src/model/backend.ts';
import type { Message, MessageInfo } from '../../src/model/message.ts';
import type { Part, ToolPart } from '../../src/model/part.ts';
import type { PromptOptions } from '../../src/model/prompt.ts';
import type { PendingRequest } from '../../src/model/request.ts';
import type { Session } from '../../src/model/session.ts';
import { EventLog, type LiveServer } from './liveServer.ts';

/** One session of a live server, watched from before its first prompt. */
export class Conversation {
  readonly backend: SessionBackend;
  readonly session: Session;
  readonly log: EventLog;

  private constructor(backend: SessionBackend, session: Session, log: EventLog) {
    this.backend = backend;
    this.session = session;
    this.log = log;
  }

  static async open(
    live: Pick<LiveServer, 'root' | 'backend'>,
    root = live.root,
  ): Promise<Conversation> {
    const backend = await live.backend(root);
    const log = new EventLog(backend);
    await log.connected();
    return new Conversation(backend, await backend.createSession({ title: 'A test' }), log);
  }

  async prompt(script: string, options: PromptOptions = {}): Promise<void> {
    const text = `Please go on. [[script:${script}]]`;
    const id = this.backend.newMessageId();
    await this.backend.prompt(this.session.id, { ...options, id, text });
  }

  /** The turn is over: busy, then idle with nothing pending. */
  async idle(): Promise<void> {
    await this.log.until(() => {
      const statuses = this.log.events.flatMap((event) =>
        event.kind === 'statusChanged' && event.sessionId === this.session.id
          ? [event.status.kind]
          : [],
      );
      return statuses.includes('busy') && statuses.at(-1) === 'idle';
    }, 'the end of the turn');
  }

  async asked(count = 1): Promise<PendingRequest> {
    await this.log.until(() => this.requests().length >= count, `request ${count}`);
    const request = this.requests()[count - 1];
    if (!request) throw new Error('There is no request.');
    return request;
  }

  requests(): readonly PendingRequest[] {
    return this.log.events.flatMap((event) =>
      event.kind === 'requestAsked' ? [event.request] : [],
    );
  }

  async messages(): Promise<readonly Message[]> {
    return (await this.backend.transcript(this.session.id, { limit: 50 })).messages;
  }

  async text(): Promise<string> {
    const parts = (await this.messages()).flatMap((message) => message.parts);
    return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n');
  }

  async tools(): Promise<readonly ToolPart[]> {
    const parts = (await this.messages()).flatMap((message) => message.parts);
    return parts.filter((part: Part) => part.kind === 'tool');
  }

  infos(): readonly MessageInfo[] {
    return this.log.events.flatMap((event) =>
      event.kind === 'messageChanged' ? [event.info] : [],
    );
  }

  close(): void {
    this.log.dispose();
  }
}
