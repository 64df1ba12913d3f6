import * as z from 'zod';

const partSchema = z.looseObject({
  text: z.string().optional(),
  image_url: z.looseObject({ url: z.string() }).optional(),
});
const contentSchema = z
  .union([z.string(), z.array(partSchema), z.null()])
  .optional()
  .transform((content) => ({ texts: textParts(content), images: imageParts(content) }));

const requestSchema = z.looseObject({
  model: z.string().default(''),
  reasoning_effort: z.string().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: contentSchema })).default([]),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
});

type Message = z.infer<typeof requestSchema>['messages'][number];

export interface ChatRequest {
  readonly model: string;
  readonly reasoningEffort: string | undefined;
  readonly purpose: 'title' | 'compaction' | 'turn';
  /** What the person (or a parent agent) last said, files left out. */
  readonly prompt: string;
  /** Everything said in the person's name so far, with what OpenCode added. */
  readonly given: string;
  /** `data:` URLs. */
  readonly images: readonly string[];
  /** How often the model has already answered that prompt. */
  readonly step: number;
  readonly turn: string;
  readonly directory: string | undefined;
  readonly tools: readonly string[];
}

/** Messages that OpenCode adds in the person's name. */
const synthetic = /^\s*(<system-reminder>|Attached (image|media)|Continue if you have next steps)/i;

export function parseChatRequest(body: string): ChatRequest {
  const request = requestSchema.parse(JSON.parse(body));
  const { messages } = request;
  const system = joined(messages.filter((message) => message.role === 'system'));
  const promptIndex = messages.findLastIndex(isPrompt);
  const users = messages.filter((message) => message.role === 'user');
  const prompt = messages[promptIndex]?.content.texts.join('\n') ?? '';
  return {
    model: request.model,
    reasoningEffort: request.reasoning_effort,
    purpose: purposeOf(system, joined(messages.slice(-1))),
    prompt,
    given: joined(users),
    images: users.flatMap((message) => message.content.images),
    step: messages.slice(promptIndex + 1).filter((message) => message.role === 'assistant').length,
    turn: `${promptIndex}:${prompt}`,
    directory: /^\s*Working directory: (.+)$/m.exec(system)?.[1]?.trim(),
    tools: request.tools.map((tool) => tool.function.name),
  };
}

function isPrompt(message: Message): boolean {
  return message.role === 'user' && !synthetic.test(message.content.texts.join('\n'));
}

function purposeOf(system: string, lastMessage: string): ChatRequest['purpose'] {
  if (/title generator/i.test(system)) return 'title';
  const summarises =
    /anchored (context )?summar|compaction|summarize the conversation|create a detailed prompt/i;
  return summarises.test(lastMessage) ? 'compaction' : 'turn';
}

function textParts(
  content: string | readonly z.infer<typeof partSchema>[] | null | undefined,
): readonly string[] {
  if (typeof content === 'string') return [content];
  return (content ?? []).flatMap((part) => part.text ?? []);
}

function imageParts(
  content: string | readonly z.infer<typeof partSchema>[] | null | undefined,
): readonly string[] {
  return typeof content === 'string'
    ? []
    : (content ?? []).flatMap((part) => part.image_url?.url ?? []);
}

function joined(messages: readonly Message[]): string {
  return messages.flatMap((message) => message.content.texts).join('\n');
}
