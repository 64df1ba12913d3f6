import type { AppError } from '../base/errors.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { RootId } from './ids.ts';
import type { SessionBackend } from './backend.ts';

/** `waiting`: another window is starting the server of the same folder. */
export type StartPhase = 'waiting' | 'locating' | 'spawning' | 'listening' | 'connecting';

/** `ask`: before edits and commands where the person has decided nothing. `config`: as OpenCode is configured. */
export type PermissionMode = 'ask' | 'config';

/** Whose server it is: what this window started, another window of ours, or the person themself. */
export type ServerStarter = 'thisWindow' | 'otherWindow' | 'person';

/** A server that runs, and where. */
export interface ServerPlace {
  readonly version: string;
  /** `http://127.0.0.1:PORT`, or the URL of a server that the person runs. Never with credentials. */
  readonly origin: string;
  readonly startedBy: ServerStarter;
  /** The path of OpenCode; unknown of a server that the person runs. */
  readonly program?: string | undefined;
  /** Why it is noted elsewhere than in the extension's storage: the system's code, such as `ENOSPC`. */
  readonly unnoted?: string | undefined;
}

/** That alone, of something that knows more. */
export function placeOf(place: ServerPlace): ServerPlace {
  const { version, origin, startedBy, program, unnoted } = place;
  return {
    version,
    origin,
    startedBy,
    ...(program === undefined ? {} : { program }),
    ...(unnoted === undefined ? {} : { unnoted }),
  };
}

/** Why a server was stopped when nobody asked for it: nothing happened for long. */
export type StopReason = 'idle';

/** Why a person ended a server that other windows may use, too. */
export type EndReason = 'stopped' | 'restarting';

/** Where a root's server is. Times are milliseconds since the epoch. */
export type ServerState =
  | { readonly kind: 'stopped'; readonly because?: StopReason | undefined }
  | { readonly kind: 'starting'; readonly phase: StartPhase; readonly since: number }
  | ({ readonly kind: 'ready' } & ServerPlace)
  /** It runs, but its events do not reach us. The pool never says so: it is for who watches the stream. */
  | ({ readonly kind: 'reconnecting'; readonly since: number } & ServerPlace)
  /** It ran or began to run, and ended against our will. */
  | {
      readonly kind: 'crashed';
      readonly error: AppError;
      readonly stderrTail: string;
      /** When it is started again by itself; absent when it ended too often. */
      readonly restartsAt?: number | undefined;
    }
  /**
   * It cannot be started as things stand: no binary, a wrong version, an untrusted workspace. With a
   * place it runs, but its sessions cannot be read; that is for who reads them, and the pool never says so.
   */
  | { readonly kind: 'refused'; readonly error: AppError; readonly place?: ServerPlace };

export const stoppedServer: ServerState = { kind: 'stopped' };

export function stopped(because?: StopReason): ServerState {
  return because ? { kind: 'stopped', because } : stoppedServer;
}

/** Where a server runs, whether or not it can be worked with; undefined when none is known to. */
export function runningPlace(state: ServerState): ServerPlace | undefined {
  if (state.kind === 'ready' || state.kind === 'reconnecting') return state;
  return state.kind === 'refused' ? state.place : undefined;
}

/** It ended, and is started again by itself in a moment. */
export function isRestarting(state: ServerState): boolean {
  return state.kind === 'crashed' && state.restartsAt !== undefined;
}

/** The managed servers, one for each root. The only way to a backend. */
export interface ServerPool extends Disposable {
  readonly onDidChange: Event<{ readonly rootId: RootId; readonly state: ServerState }>;
  state(root: RootId): ServerState;
  /**
   * The backend of a running server, started when needed. Concurrent calls share one start.
   * @throws AppError `binary-not-found`, `server-…` or `cancelled`
   */
  backend(root: RootId): Promise<SessionBackend>;
  /** A person wants it to run: how often it ended before no longer counts. Starts nothing. */
  forgetCrashes(root: RootId): void;
  /**
   * Leaves the server to the other windows that use it, and ends it when there is none: dispose route,
   * SIGTERM, SIGKILL. Resolves when that is done.
   */
  stop(root: RootId, because?: StopReason): Promise<void>;
  /** Ends the server for every window, as a person wishes. Resolves when the process is gone. */
  end(root: RootId, reason: EndReason): Promise<void>;
  /** Stops every server; resolves when all processes are gone. */
  stopAll(): Promise<void>;
}
