import { assertNever } from '../base/errors.ts';
import { plainTurn, type OutgoingPrompt, type PromptPart, type TextSpan } from '../model/prompt.ts';

interface PromptCall {
  /** Below the session's own path. */
  readonly route: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
}

/** Such a route answers when all is done, however long that takes. */
const patient = { timeoutMs: 0 };

/** How a prompt is put to OpenCode 1.x. */
export function promptCall(prompt: OutgoingPrompt): PromptCall {
  const { id, text, agent, model, errand = plainTurn } = prompt;
  const base = { messageID: id, agent };
  const modelId = model && { providerID: model.providerId, modelID: model.modelId };
  switch (errand.kind) {
    case 'turn': {
      const said = text.trim() === '' && errand.parts.length > 0 ? [] : [{ type: 'text', text }];
      const parts = [...said, ...errand.parts.map(wirePart)];
      const body = { ...base, model: modelId, variant: model?.variant, parts };
      return { route: 'prompt_async', body };
    }
    case 'command': {
      const called = { command: errand.name, arguments: errand.arguments };
      const named = { model: model && `${model.providerId}/${model.modelId}` };
      const parts = errand.parts.filter(({ kind }) => kind === 'file').map(wirePart);
      const body = { ...base, ...called, ...named, variant: model?.variant, parts };
      return { route: 'command', body, ...patient };
    }
    case 'shell': {
      const body = { ...base, agent: errand.agent, command: errand.command, model: modelId };
      return { route: 'shell', body, ...patient };
    }
    default:
      return assertNever(errand);
  }
}

function wirePart(part: PromptPart): Readonly<Record<string, unknown>> {
  if (part.kind === 'agent') return { type: 'agent', name: part.name, source: { ...part.span } };
  const { mime, name, url, span } = part;
  const source = span && fileSource(name, span);
  return { type: 'file', mime, filename: name, url, source };
}

function fileSource(path: string, { value, start, end }: TextSpan) {
  return { type: 'file', path, text: { value, start, end } };
}
