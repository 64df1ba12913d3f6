import { randomBytes } from 'node:crypto';
import { delimiter } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** New for every launch; known to this process and the server's environment only. */
export function newCredentials(): Credentials {
  return { username: 'vscode', password: randomBytes(32).toString('base64url') };
}

/** The texts by which the password could be told, in the clear and as a header. */
export function secretsOf({ username, password }: Credentials): readonly string[] {
  const header = Buffer.from(`${username}:${password}`).toString('base64');
  return [password, header, header.replace(/=+$/, '')];
}

/** The child's environment: the person's own, then what we need, then what the caller adds. */
export function serverEnvironment(
  base: Environment,
  credentials: Credentials,
  extra: { readonly env: Environment; readonly pathEntries: readonly string[] },
): Environment {
  const merged: Environment = {
    ...base,
    OPENCODE_CLIENT: 'vscode',
    OPENCODE_ENABLE_QUESTION_TOOL: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    ...extra.env,
    OPENCODE_SERVER_USERNAME: credentials.username,
    OPENCODE_SERVER_PASSWORD: credentials.password,
  };
  return withPathEntries(merged, extra.pathEntries);
}

/** Windows calls the variable `Path`, and a second spelling would hide the first. */
function withPathEntries(env: Environment, entries: readonly string[]): Environment {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const path = [...entries, env[name]].filter((entry) => entry !== undefined && entry !== '');
  return { ...env, [name]: path.join(delimiter) };
}
