import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { withAgentRules } from './configContent.ts';
import { agentRulesSchema, asksFirst, decides, resolvedConfigSchema } from './configRules.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { anything } from '../wire/wire.ts';

/** A default of ours: `agent` asks before `key`. `alias` matches the key and is no name people write. */
interface Default {
  readonly agent: string;
  readonly key: string;
  readonly alias: string;
}

/** `general` is the sub-agent that does `build`'s work with `build`'s powers. */
const defaults: readonly Default[] = ['build', 'general'].flatMap((agent) => [
  { agent, key: 'edit', alias: '?dit' },
  { agent, key: 'bash', alias: '?ash' },
]);

/** The first request creates the instance, which may load plugins and reach out to MCP servers. */
export const firstRequest = { timeoutMs: 90_000 };

type ResolvedConfig = z.infer<typeof resolvedConfigSchema>;

/**
 * Makes OpenCode ask before edits and commands where the person's own configuration says nothing.
 * Only a running server knows what the configuration comes to. So the rules are there from the start,
 * under names that stand in files; one that is not wanted is withdrawn by renaming it and letting
 * OpenCode read its configuration again. All windows that use the server see the same files. See
 * docs/adr/0002-permission-defaults.md.
 */
export class PermissionDefaults {
  readonly #directory: string;
  readonly #log: Logger;

  /** `directory` is the server's, and stays the same while it runs. */
  constructor(directory: string, log: Logger) {
    this.#directory = directory;
    this.#log = log;
  }

  /** Makes the files that the server needs from its start on. @throws when they cannot be written */
  install(): void {
    mkdirSync(this.#directory, { mode: 0o700 });
    for (const each of defaults) this.#write(each, each.alias);
  }

  /** The OPENCODE_CONFIG_CONTENT to start the server with; `content` is the one that there is already. */
  configContent(content: string | undefined): string {
    const rules = defaults.map((each) => ({
      agent: each.agent,
      name: `{file:${this.#file(each).replaceAll('\\', '/')}}`,
    }));
    return withAgentRules(content, rules);
  }

  /**
   * Resolves once the server is known to ask wherever nothing else is decided.
   * @throws AppError when that cannot be shown: then no prompt may be sent.
   */
  async settle(http: HttpClient): Promise<void> {
    const config = await http.get('/config', resolvedConfigSchema, firstRequest);
    const changed = defaults.filter((each) => this.#read(each) !== wantedName(config, each));
    if (changed.length > 0 && this.#rename(changed, config)) {
      await http.send('POST', '/instance/dispose', anything, firstRequest);
    }
    await this.#verify(http);
  }

  async #verify(http: HttpClient): Promise<void> {
    const agents = await http.get('/agent', agentRulesSchema, firstRequest);
    const silent = defaults.filter((each) => {
      const agent = agents.find(({ name }) => name === each.agent);
      const isWithdrawn = this.#read(each) === withdrawnName(each);
      return agent !== undefined && !isWithdrawn && !asksFirst(agent, each.key);
    });
    if (silent.length === 0) return;
    const what = silent.map(({ agent, key }) => `${agent}: ${key}`).join(', ');
    throw new AppError('acts-unasked', `OpenCode would act without asking (${what}).`, {
      detail: 'Set opencodeSessions.permissions.mode to "config" to leave this to OpenCode.',
    });
  }

  /** Whether it could be done; what asks too much still does what it is for. */
  #rename(changed: readonly Default[], config: ResolvedConfig): boolean {
    try {
      for (const each of changed) this.#write(each, wantedName(config, each));
      return true;
    } catch (error) {
      this.#log.warn(`OpenCode asks more often than it is configured to: ${String(error)}`);
      return false;
    }
  }

  /** In one step, so that OpenCode never reads half a name. */
  #write(each: Default, name: string): void {
    const draft = `${this.#file(each)}-${randomBytes(4).toString('hex')}`;
    try {
      writeFileSync(draft, name, { mode: 0o600 });
      renameSync(draft, this.#file(each));
    } finally {
      rmSync(draft, { force: true });
    }
  }

  #read(each: Default): string | undefined {
    try {
      return readFileSync(this.#file(each), 'utf8');
    } catch {
      // Somebody has tidied up; it is written anew.
      return undefined;
    }
  }

  #file(each: Default): string {
    return join(this.#directory, `${each.agent}-${each.key}`);
  }
}

function wantedName(config: ResolvedConfig, each: Default): string {
  return isDecided(config, each) ? withdrawnName(each) : each.alias;
}

function withdrawnName({ key }: Default): string {
  return `withdrawn-${key}`;
}

function isDecided(config: ResolvedConfig, { agent, key, alias }: Default): boolean {
  const own = config.agent?.[agent]?.permission;
  return decides(config.permission, key, alias) || decides(own, key, alias);
}
