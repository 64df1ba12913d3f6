import * as z from 'zod';
import { AppError } from '../../base/errors.ts';

const objectSchema = z.record(z.string(), z.unknown());
type Json = z.infer<typeof objectSchema>;

/** Adds `ask` rules to agents in an OPENCODE_CONFIG_CONTENT, after the rules that are there. */
export function withAgentRules(
  content: string | undefined,
  rules: readonly { readonly agent: string; readonly name: string }[],
): string {
  const config = rules.reduce(
    (json, { agent, name }) => withRule(json, agent, name),
    parseContent(content),
  );
  return JSON.stringify(config);
}

function withRule(config: Json, name: string, rule: string): Json {
  const agents = objectOf(config['agent']);
  const agent = objectOf(agents[name]);
  const { permission } = agent;
  const rules = typeof permission === 'string' ? { '*': permission } : objectOf(permission);
  return {
    ...config,
    agent: { ...agents, [name]: { ...agent, permission: { ...rules, [rule]: 'ask' } } },
  };
}

function objectOf(value: unknown): Json {
  return objectSchema.safeParse(value ?? {}).data ?? {};
}

/** Refused rather than dropped: what the person put there may be what keeps a command from running. */
function parseContent(content: string | undefined): Json {
  if (content === undefined || content.trim() === '') return {};
  try {
    return objectSchema.parse(JSON.parse(content));
  } catch (error) {
    const message = 'The environment variable OPENCODE_CONFIG_CONTENT is not a plain JSON object.';
    throw new AppError('bad-environment', message, { cause: error });
  }
}
