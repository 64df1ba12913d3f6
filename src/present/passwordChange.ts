import { AppError } from '../base/errors.ts';
import type { RootId } from '../model/ids.ts';
import type { ServerState } from '../model/server.ts';
import type { State } from '../session/state.ts';
import { isAttached } from './serverText.ts';

/** Whom a password may help that was set or taken away. What works is left alone. */
export interface PasswordChange {
  /** Folders that were not let in: they have to begin anew. */
  readonly refused: readonly RootId[];
  /** Folders whose server cannot be heard: they need only try again, and lose nothing by it. */
  readonly lost: readonly RootId[];
}

export function passwordChange({ roots }: State): PasswordChange {
  const which = (isMeant: (server: ServerState) => boolean) =>
    [...roots.values()].filter(({ server }) => isMeant(server)).map(({ id }) => id);
  return {
    refused: which((server) => server.kind === 'refused' && wantsPassword(server.error)),
    lost: which((server) => server.kind === 'reconnecting' && isAttached(server)),
  };
}

function wantsPassword(error: AppError): boolean {
  return AppError.is(error, 'password-missing') || AppError.is(error, 'server-unauthorized');
}
