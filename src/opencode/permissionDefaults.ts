import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import type { Disposable } from '../base/disposable.ts';
import { AppError } from '../base/errors.ts';
import { withAgentRules } from './configContent.ts';
import { agentRulesSchema, asksFirst, decides, resolvedConfigSchema } from './configRules.ts';
import type { HttpClient } from './httpClient.ts';
import { anything } from './wire.ts';

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
 * OpenCode read its configuration again. See docs/adr/0002-permission-defaults.md.
 */
export class PermissionDefaults implements Disposable {
  /** The OPENCODE_CONFIG_CONTENT to start the server with. */
  readonly configContent: string;
  readonly #directory: string;
  #withdrawn: ReadonlySet<Default> = new Set();

  /** `content` is the OPENCODE_CONFIG_CONTENT that the person already has. */
  constructor(storageDirectory: string, content: string | undefined) {
    mkdirSync(storageDirectory, { recursive: true });
    this.#directory = mkdtempSync(join(storageDirectory, 'permissions-'));
    const rules = defaults.map((each) => ({
      agent: each.agent,
      name: `{file:${this.#file(each).replaceAll('\\', '/')}}`,
    }));
    this.configContent = withAgentRules(content, rules);
    this.#writeNames();
  }

  /**
   * Resolves once the server is known to ask wherever nothing else is decided.
   * @throws AppError when that cannot be shown: then no prompt may be sent.
   */
  async settle(http: HttpClient): Promise<void> {
    const config = await http.get('/config', resolvedConfigSchema, firstRequest);
    const decided = new Set(defaults.filter((each) => isDecided(config, each)));
    if (!sameSet(decided, this.#withdrawn)) {
      this.#withdrawn = decided;
      this.#writeNames();
      await http.send('POST', '/instance/dispose', anything, firstRequest);
    }
    await this.#verify(http);
  }

  dispose(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #verify(http: HttpClient): Promise<void> {
    const agents = await http.get('/agent', agentRulesSchema, firstRequest);
    const silent = defaults.filter((each) => {
      const agent = agents.find(({ name }) => name === each.agent);
      return agent !== undefined && !this.#withdrawn.has(each) && !asksFirst(agent, each.key);
    });
    if (silent.length === 0) return;
    const what = silent.map(({ agent, key }) => `${agent}: ${key}`).join(', ');
    throw new AppError('acts-unasked', `OpenCode would act without asking (${what}).`, {
      detail: 'Set opencodeSessions.permissions.mode to "config" to leave this to OpenCode.',
    });
  }

  #file(each: Default): string {
    return join(this.#directory, `${each.agent}-${each.key}`);
  }

  #writeNames(): void {
    for (const each of defaults) {
      const name = this.#withdrawn.has(each) ? `withdrawn-${each.key}` : each.alias;
      writeFileSync(this.#file(each), name);
    }
  }
}

function isDecided(config: ResolvedConfig, { agent, key, alias }: Default): boolean {
  const own = config.agent?.[agent]?.permission;
  return decides(config.permission, key, alias) || decides(own, key, alias);
}

function sameSet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
