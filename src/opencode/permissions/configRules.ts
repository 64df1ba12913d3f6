import * as z from 'zod';

/** The parts of OpenCode's resolved configuration and agents that say what may run unasked. */
const patterns = z.union([z.string(), z.record(z.string(), z.string())]);
const rulesSchema = z.union([z.string(), z.record(z.string(), patterns)]);
export type ConfigRules = z.infer<typeof rulesSchema>;

export const resolvedConfigSchema = z.looseObject({
  permission: rulesSchema.optional(),
  agent: z.record(z.string(), z.looseObject({ permission: rulesSchema.optional() })).optional(),
});

export const agentRulesSchema = z.array(
  z.looseObject({
    name: z.string(),
    permission: z.array(
      z.looseObject({ permission: z.string(), pattern: z.string(), action: z.string() }),
    ),
  }),
);
export type AgentRules = z.infer<typeof agentRulesSchema>[number];

/**
 * Whether these rules settle what happens to every use of `key`. A mere list of allowances does
 * not: it leaves the rest to a default that asks nobody.
 */
export function decides(rules: ConfigRules | undefined, key: string, own: string): boolean {
  if (rules === undefined) return false;
  if (typeof rules === 'string') return true;
  return Object.entries(rules).some(
    ([name, value]) => name !== own && matchesName(name, key) && isDecision(value),
  );
}

/** Whether the last rule about `key` stops its every use until somebody agrees. */
export function asksFirst(agent: AgentRules, key: string): boolean {
  const last = agent.permission.findLast((rule) => matchesName(rule.permission, key));
  return last !== undefined && last.pattern === '*' && last.action !== 'allow';
}

function isDecision(value: string | Readonly<Record<string, string>>): boolean {
  if (typeof value === 'string') return true;
  return Object.entries(value).some(([pattern, action]) => pattern === '*' || action !== 'allow');
}

/** OpenCode's wildcards: `*` for any text, `?` for one character. */
function matchesName(name: string, key: string): boolean {
  const escaped = name.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  const source = escaped.replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(key);
}
