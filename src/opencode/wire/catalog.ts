import * as z from 'zod';
import type { AgentInfo, Catalog, ModelInfo } from '../../model/catalog.ts';
import type { ModelRef } from '../../model/session.ts';

const optionalText = z.string().optional().catch(undefined);
const optionalNumber = z.number().optional().catch(undefined);

export const agentsSchema = z.array(
  z.looseObject({
    name: z.string(),
    description: z.string().catch(''),
    mode: z.enum(['primary', 'subagent', 'all']).catch('all'),
    hidden: z.boolean().catch(false),
    model: z
      .looseObject({ providerID: z.string(), modelID: z.string() })
      .optional()
      .catch(undefined),
  }),
);

const modelSchema = z.looseObject({
  id: z.string(),
  name: optionalText,
  limit: z
    .looseObject({ context: optionalNumber, output: optionalNumber })
    .optional()
    .catch(undefined),
  cost: z
    .looseObject({ input: optionalNumber, output: optionalNumber })
    .optional()
    .catch(undefined),
  variants: z.record(z.string(), z.unknown()).catch({}),
  capabilities: z
    .looseObject({ input: z.looseObject({ image: z.boolean(), pdf: z.boolean() }) })
    .optional()
    .catch(undefined),
});

export const providersSchema = z.looseObject({
  providers: z.array(
    z.looseObject({
      id: z.string(),
      name: optionalText,
      models: z.record(z.string(), z.unknown()),
    }),
  ),
  default: z.record(z.string(), z.string()).catch({}),
});

export const defaultsSchema = z.looseObject({
  model: optionalText,
  default_agent: optionalText,
  share: optionalText,
});

type Providers = z.infer<typeof providersSchema>;
type Provider = Providers['providers'][number];

export function toCatalog(
  agents: z.infer<typeof agentsSchema>,
  providers: Providers,
  defaults: z.infer<typeof defaultsSchema>,
): Catalog {
  const models = providers.providers.flatMap(toModels);
  return {
    agents: agents.map(toAgent),
    models,
    defaultModel: defaultModel(models, providers, defaults.model),
    defaultAgent: defaults.default_agent ?? agents.find(isFirstChoice)?.name,
    canShare: defaults.share !== 'disabled',
  };
}

function isFirstChoice(agent: z.infer<typeof agentsSchema>[number]): boolean {
  return agent.mode !== 'subagent' && !agent.hidden;
}

function toAgent(wire: z.infer<typeof agentsSchema>[number]): AgentInfo {
  const { name, description, mode, hidden, model } = wire;
  return {
    name,
    description,
    mode,
    isHidden: hidden,
    model: model && { providerId: model.providerID, modelId: model.modelID },
  };
}

function toModels(provider: Provider): readonly ModelInfo[] {
  return Object.entries(provider.models).flatMap(([key, value]) => {
    const wire = modelSchema.safeParse(value).data;
    return wire ? [toModel(provider, key, wire)] : [];
  });
}

/** Prompts name a model by its key among the provider's models, which is not always its `id`. */
function toModel(provider: Provider, key: string, wire: z.infer<typeof modelSchema>): ModelInfo {
  const input = wire.capabilities?.input;
  return {
    providerId: provider.id,
    providerName: provider.name ?? provider.id,
    modelId: key,
    name: wire.name ?? key,
    contextLimit: wire.limit?.context,
    outputLimit: wire.limit?.output,
    inputPrice: wire.cost?.input,
    outputPrice: wire.cost?.output,
    variants: Object.keys(wire.variants),
    ...(input ? { reads: { image: input.image, pdf: input.pdf } } : {}),
  };
}

/** The configured `provider/model`, else what OpenCode would take from the first provider. */
function defaultModel(
  models: readonly ModelInfo[],
  providers: Providers,
  configured: string | undefined,
): ModelRef | undefined {
  const named = models.find((model) => `${model.providerId}/${model.modelId}` === configured);
  const fallback = models.find((model) => providers.default[model.providerId] === model.modelId);
  const model = named ?? fallback;
  return model && { providerId: model.providerId, modelId: model.modelId };
}
