import * as z from 'zod';

const contentSchema = z
  .union([z.string(), z.array(z.looseObject({ text: z.string().optional() })), z.null()])
  .optional()
  .transform(textParts);

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
  const prompt = messages[promptIndex]?.content.join('\n') ?? '';
  return {
    model: request.model,
    reasoningEffort: request.reasoning_effort,
    purpose: purposeOf(system, joined(messages.slice(-1))),
    prompt,
    step: messages.slice(promptIndex + 1).filter((message) => message.role === 'assistant').length,
    turn: `${promptIndex}:${prompt}`,
    directory: /^\s*Working directory: (.+)$/m.exec(system)?.[1]?.trim(),
    tools: request.tools.map((tool) => tool.function.name),
  };
}

function isPrompt(message: Message): boolean {
  return message.role === 'user' && !synthetic.test(message.content.join('\n'));
}

function purposeOf(system: string, lastMessage: string): ChatRequest['purpose'] {
  if (/title generator/i.test(system)) return 'title';
  const summarises =
    /anchored (context )?summar|compaction|summarize the conversation|create a detailed prompt/i;
  return summarises.test(lastMessage) ? 'compaction' : 'turn';
}

function textParts(
  content: string | readonly { readonly text?: string | undefined }[] | null | undefined,
): readonly string[] {
  if (typeof content === 'string') return [content];
  return (content ?? []).flatMap((part) => part.text ?? []);
}

function joined(messages: readonly Message[]): string {
  return messages.flatMap((message) => message.content).join('\n');
}
