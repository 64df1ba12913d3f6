import type { ServerState } from '../model/server.ts';
import { parseServerUrl } from '../model/serverUrl.ts';
import type { State } from '../session/state.ts';
import { safeText } from './errorText.ts';
import { attachedOrigin } from './serverText.ts';

/** A warning of a connection that others can read; undefined when there is none. */
export function exposureText(state: State): string | undefined {
  const urls = [...state.roots.values()].map(({ server }) => attachedUrl(server));
  const exposed = urls.find((url) => url !== undefined && parseServerUrl(url).isExposed);
  if (exposed === undefined) return undefined;
  const risk = 'prompts, code and the password can be read on the way';
  return `OpenCode: The connection to ${safeText(exposed, 120)} is not encrypted: ${risk}.`;
}

/** Also of a server that does not let us in: the password comes next. */
function attachedUrl(server: ServerState): string | undefined {
  if ('error' in server) return server.error.attachedTo;
  return attachedOrigin(server);
}
