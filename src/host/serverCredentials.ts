import type * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { Credentials } from '../opencode/server/serverEnvironment.ts';

const prefix = 'opencodeSessions.server:';

/** User names and passwords of servers that the person runs, by scheme, host and port. They are nowhere else. */
export class ServerCredentials {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async get(origin: string): Promise<Credentials | undefined> {
    const pair = (await this.#secrets.get(prefix + origin)) ?? '';
    const colon = pair.indexOf(':');
    if (colon < 0) return undefined;
    return { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
  }

  /** Undefined takes them away. A user name has no colon. */
  async set(origin: string, credentials: Credentials | undefined): Promise<void> {
    const key = prefix + origin;
    if (!credentials) return this.#secrets.delete(key);
    return this.#secrets.store(key, `${credentials.username}:${credentials.password}`);
  }

  /** In this window or in another one. */
  onDidChange(listener: () => void): Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key.startsWith(prefix)) listener();
    });
  }
}
