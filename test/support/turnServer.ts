import {
  partId,
  type MessageId,
  type PartId,
  type RequestId,
  type SessionId,
} from '../../src/model/ids.ts';
import type { PendingRequest } from '../../src/model/request.ts';
import type { TextPart } from '../../src/model/part.ts';
import {
  aSession,
  assistantMessage,
  permission,
  textPart,
  toolPart,
  userMessage,
} from './fixtures.ts';
import type { MemoryBackend } from './memoryBackend.ts';

interface Turn {
  readonly answer: MessageId;
  text?: TextPart | undefined;
  tool?: PartId | undefined;
}

/** What can happen on a server of its own accord or because somebody else is at it, and how often. */
export const serverSteps = {
  write: 10,
  prompt: 4,
  finishText: 3,
  runTool: 3,
  ask: 3,
  end: 3,
  close: 2,
  todos: 2,
  takeBack: 2,
  rename: 1,
  begin: 1,
  beginSub: 1,
  delete: 1,
} as const;

export type ServerStep = keyof typeof serverSteps;

/** A server whose turns go on one small step at a time, each as OpenCode would tell it. */
export class TurnServer {
  /** All that was written of each text so far; the truth has it only when it has ended. */
  readonly texts = new Map<PartId, string>();
  /** What nobody waits for any more, though it goes on being listed. */
  readonly left = new Set<RequestId>();
  readonly #backend: MemoryBackend;
  readonly #turns = new Map<SessionId, Turn>();
  #count = 0;

  constructor(backend: MemoryBackend) {
    this.#backend = backend;
    backend.onPrompt = ({ session, id, text }) => this.#take(session, id, text);
  }

  step(step: ServerStep, pick: number): void {
    if (step === 'begin' || step === 'beginSub') return this.#begin(step, pick);
    const id = chosen([...this.#backend.truth.sessions.keys()], pick);
    if (id === undefined) return;
    if (step === 'rename') this.#rename(id);
    else if (step === 'todos') this.#plan(id);
    else if (step === 'delete') this.#delete(id);
    else if (step === 'prompt') this.#take(id, this.#backend.newMessageId(), 'Theirs');
    else if (step === 'takeBack') this.#takeBack(id);
    else this.#work(step, pick);
  }

  #work(step: ServerStep, pick: number): void {
    const { sessions } = this.#backend.truth;
    const turn = chosen(
      [...this.#turns].filter(([id]) => sessions.has(id)),
      pick,
    );
    if (!turn) return;
    if (step === 'write') this.#write(...turn);
    if (step === 'finishText') this.#finishText(...turn);
    if (step === 'runTool') this.#runTool(...turn);
    if (step === 'ask') this.#ask(turn[0]);
    const request = chosen([...this.#backend.truth.requests.values()], pick);
    if (step === 'close' && request) this.#close(request);
    if (step === 'end') this.#end(...turn, pick % 2 === 0);
  }

  #next(kind: string): string {
    this.#count += 1;
    return `${kind}_${String(this.#count).padStart(5, '0')}`;
  }

  #begin(step: ServerStep, pick: number): void {
    const parentId =
      step === 'beginSub' ? chosen([...this.#backend.truth.sessions.keys()], pick) : undefined;
    const session = aSession(this.#next('s'), { parentId, updatedAt: this.#count });
    this.#backend.emit({ kind: 'sessionChanged', session });
  }

  #take(session: SessionId, id: MessageId, text: string): void {
    const prompt = userMessage(id, session, { createdAt: (this.#count += 1) });
    const part = textPart(this.#next('p'), prompt, { text });
    this.#backend.emit({ kind: 'messageChanged', info: prompt }, { kind: 'partChanged', part });
    if (this.#turns.has(session)) return;
    const answer = assistantMessage(this.#backend.newMessageId(), session, {
      createdAt: this.#count,
    });
    this.#turns.set(session, { answer: answer.id });
    this.#backend.emit(
      { kind: 'statusChanged', sessionId: session, status: { kind: 'busy' } },
      { kind: 'messageChanged', info: answer },
    );
  }

  #write(sessionId: SessionId, turn: Turn): void {
    if (!turn.text) {
      turn.text = textPart(this.#next('p'), { id: turn.answer, sessionId });
      this.texts.set(turn.text.id, '');
      return this.#backend.emit({ kind: 'partChanged', part: turn.text });
    }
    const text = ` ${(this.#count += 1)}`;
    this.texts.set(turn.text.id, `${this.texts.get(turn.text.id)}${text}`);
    const { id, messageId } = turn.text;
    this.#backend.emit({ kind: 'textAppended', sessionId, messageId, partId: id, text });
  }

  #finishText(_session: SessionId, turn: Turn): void {
    if (!turn.text) return;
    const text = this.texts.get(turn.text.id) ?? '';
    this.#backend.emit({ kind: 'partChanged', part: { ...turn.text, text, endedAt: 1 } });
    turn.text = undefined;
  }

  #runTool(sessionId: SessionId, turn: Turn): void {
    const place = { id: turn.answer, sessionId };
    const running = { kind: 'running', input: {}, metadata: {}, startedAt: 1 } as const;
    const done = { ...running, kind: 'completed', output: 'Done', title: '', endedAt: 2 } as const;
    if (turn.tool) {
      this.#backend.emit({ kind: 'partChanged', part: toolPart(turn.tool, place, done) });
      turn.tool = undefined;
    } else {
      turn.tool = partId(this.#next('p'));
      this.#backend.emit({ kind: 'partChanged', part: toolPart(turn.tool, place, running) });
    }
  }

  #ask(session: SessionId): void {
    this.#backend.emit({ kind: 'requestAsked', request: permission(this.#next('r'), session) });
  }

  #close({ id: requestId, sessionId }: PendingRequest): void {
    this.#backend.emit({ kind: 'requestClosed', sessionId, requestId });
  }

  #rename(id: SessionId): void {
    const session = this.#backend.truth.sessions.get(id);
    if (!session) return;
    const change = { title: this.#next('Title'), updatedAt: (this.#count += 1) };
    this.#backend.emit({ kind: 'sessionChanged', session: { ...session, ...change } });
  }

  #plan(id: SessionId): void {
    const todo = { text: this.#next('Todo'), status: 'pending', priority: 'low' } as const;
    this.#backend.emit({ kind: 'todosChanged', sessionId: id, todos: [todo] });
  }

  /** Like OpenCode it says twice that it is over, and leaves open what it asked when it is aborted. */
  #end(id: SessionId, turn: Turn, isAborted: boolean): void {
    this.#finishText(id, turn);
    if (turn.tool) this.#runTool(id, turn);
    const answer = this.#backend.truth.messages(id).find((message) => message.id === turn.answer);
    this.#turns.delete(id);
    const idle = { kind: 'statusChanged', sessionId: id, status: { kind: 'idle' } } as const;
    if (answer?.role === 'assistant') {
      const { parts: _, ...info } = answer;
      this.#backend.emit({ kind: 'messageChanged', info: { ...info, completedAt: this.#count } });
    }
    for (const request of this.#backend.truth.requests.values()) {
      if (request.sessionId !== id) continue;
      if (isAborted) this.left.add(request.id);
      else this.#close(request);
    }
    this.#backend.emit(idle, idle);
  }

  #takeBack(id: SessionId): void {
    const last = this.#backend.truth.messages(id).at(-1);
    if (!last || this.#turns.has(id)) return;
    this.#backend.emit({ kind: 'messageRemoved', sessionId: id, messageId: last.id });
  }

  #delete(id: SessionId): void {
    for (const member of this.#backend.truth.familyOf(id)) {
      this.#turns.delete(member);
      this.#backend.emit({ kind: 'sessionRemoved', sessionId: member });
    }
  }
}

export function chosen<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % Math.max(1, list.length)];
}
