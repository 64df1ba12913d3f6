import * as z from 'zod';

/**
 * What we read of OpenCode's answers and events. Loose on purpose: a newer server may add fields
 * and types, and a field that we can do without never costs the whole.
 */
const text = z.string();
const optionalText = z.string().optional().catch(undefined);
const optionalNumber = z.number().optional().catch(undefined);
const fields = z.record(z.string(), z.unknown());
const someFields = fields.optional().catch(undefined).default({});
const flag = z.boolean().optional().catch(undefined).default(false);

export const sessionSchema = z.looseObject({
  id: text.min(1),
  directory: text,
  parentID: optionalText,
  title: text.catch(''),
  time: z.looseObject({
    created: z.number(),
    updated: optionalNumber,
    archived: optionalNumber,
  }),
  agent: optionalText,
  cost: optionalNumber,
  model: z
    .looseObject({ id: text, providerID: text, variant: optionalText })
    .optional()
    .catch(undefined),
  revert: z.looseObject({ messageID: text }).optional().catch(undefined),
  share: z.looseObject({ url: text }).optional().catch(undefined),
});

export const statusSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('idle') }),
  z.looseObject({ type: z.literal('busy') }),
  z.looseObject({
    type: z.literal('retry'),
    attempt: z.number().catch(1),
    message: text.catch(''),
    next: z.number(),
  }),
]);
export const statusesSchema = z.record(z.string(), z.unknown());

export const errorSchema = z.looseObject({
  name: text.catch('UnknownError'),
  data: z
    .looseObject({ message: optionalText, statusCode: optionalNumber })
    .optional()
    .catch(undefined),
});

const modelSchema = z
  .looseObject({ providerID: text, modelID: text, variant: optionalText })
  .optional()
  .catch(undefined);

const count = z.number().catch(0);
const noTokens = { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } };
const tokensSchema = z.looseObject({
  input: count,
  output: count,
  reasoning: count,
  cache: z.looseObject({ read: count, write: count }).catch(noTokens.cache),
});

const messageBase = { id: text.min(1), sessionID: text.min(1), agent: optionalText };

export const messageInfoSchema = z.discriminatedUnion('role', [
  z.looseObject({
    ...messageBase,
    role: z.literal('user'),
    time: z.looseObject({ created: z.number() }),
    model: modelSchema,
    summary: z
      .looseObject({ diffs: z.array(z.unknown()) })
      .optional()
      .catch(undefined),
  }),
  z.looseObject({
    ...messageBase,
    role: z.literal('assistant'),
    time: z.looseObject({ created: z.number(), completed: optionalNumber }),
    parentID: optionalText,
    providerID: optionalText,
    modelID: optionalText,
    variant: optionalText,
    tokens: tokensSchema.catch(noTokens),
    cost: count,
    finish: optionalText,
    summary: flag,
    error: errorSchema.optional().catch(undefined),
  }),
]);

const partBase = { id: text.min(1), messageID: text.min(1), sessionID: text.min(1) };
const span = z
  .looseObject({ start: optionalNumber, end: optionalNumber })
  .optional()
  .catch(undefined);
const closedSpan = z.looseObject({ start: z.number(), end: z.number() });

export const toolStateSchema = z.discriminatedUnion('status', [
  z.looseObject({ status: z.literal('pending'), input: someFields }),
  z.looseObject({
    status: z.literal('running'),
    input: someFields,
    title: optionalText,
    metadata: someFields,
    time: z.looseObject({ start: z.number() }),
  }),
  z.looseObject({
    status: z.literal('completed'),
    input: someFields,
    output: text.catch(''),
    title: text.catch(''),
    metadata: someFields,
    time: closedSpan,
  }),
  z.looseObject({
    status: z.literal('error'),
    input: someFields,
    error: text.catch(''),
    metadata: someFields,
    time: closedSpan,
  }),
]);

export const knownPartSchema = z.discriminatedUnion('type', [
  z.looseObject({ ...partBase, type: z.literal('text'), text, synthetic: flag, time: span }),
  z.looseObject({ ...partBase, type: z.literal('reasoning'), text, time: span }),
  z.looseObject({
    ...partBase,
    type: z.literal('tool'),
    callID: text,
    tool: text,
    state: toolStateSchema,
  }),
  z.looseObject({
    ...partBase,
    type: z.literal('file'),
    mime: text.catch(''),
    filename: optionalText,
    url: text.catch(''),
    source: z.unknown().optional(),
  }),
  z.looseObject({ ...partBase, type: z.literal('compaction'), auto: flag }),
  z.looseObject({ ...partBase, type: z.literal('patch'), files: z.array(text).catch([]) }),
]);
export const anyPartSchema = z.looseObject({ ...partBase, type: text });

/** Messages and their parts are read one by one, so that a bad one costs only itself. */
export const messagesSchema = z.array(
  z.looseObject({ info: z.unknown(), parts: z.array(z.unknown()).catch([]) }),
);

const toolRef = z.looseObject({ callID: optionalText }).optional().catch(undefined);

/** `permission.asked`, and the `permission.updated` of older servers. */
export const permissionSchema = z.looseObject({
  id: text.min(1),
  sessionID: text.min(1),
  permission: optionalText,
  type: optionalText,
  patterns: z.array(text).optional().catch(undefined),
  pattern: z
    .union([text, z.array(text)])
    .optional()
    .catch(undefined),
  always: z.array(text).catch([]),
  metadata: someFields,
  tool: toolRef,
  callID: optionalText,
});

export const questionSchema = z.looseObject({
  id: text.min(1),
  sessionID: text.min(1),
  questions: z.array(
    z.looseObject({
      question: text,
      header: text.catch(''),
      options: z.array(z.looseObject({ label: text, description: text.catch('') })).catch([]),
      multiple: flag,
      custom: z.boolean().catch(true),
    }),
  ),
  tool: toolRef,
});

export const todoSchema = z.looseObject({
  content: text,
  status: z.enum(['pending', 'in_progress', 'completed', 'cancelled']).catch('pending'),
  priority: z.enum(['high', 'medium', 'low']).catch('medium'),
});

export const unknownListSchema = z.array(z.unknown());

/** For answers whose body says nothing that we need. */
export const anything = z.unknown();

export const healthSchema = z.looseObject({ healthy: z.boolean(), version: text });
/** The newer server generation. */
export const newHealthSchema = z.looseObject({ pid: z.number() });
