import type { ModelInfo } from '../model/catalog.ts';
import type { ModelRef } from '../model/session.ts';

/** 950, 12.4k, 1.2M */
export function countText(count: number): string {
  if (count < 1_000) return String(Math.round(count));
  if (count < 999_950) return `${trimmed(count / 1_000)}k`;
  return `${trimmed(count / 1_000_000)}M`;
}

/** $0.03; small amounts keep a figure that says something, nothing stays empty. */
export function costText(dollars: number): string {
  if (dollars <= 0) return '';
  if (dollars < 0.01) return '<$0.01';
  return `$${dollars.toFixed(2)}`;
}

export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "anthropic/claude-sonnet-4 (high)" */
export function modelLabel({ providerId, modelId, variant }: ModelRef): string {
  return `${providerId}/${modelId}${variant === undefined ? '' : ` (${variant})`}`;
}

/** "200k context"; empty when unknown. */
export function contextSize({ contextLimit }: ModelInfo): string {
  return contextLimit === undefined || contextLimit <= 0
    ? ''
    : `${countText(contextLimit)} context`;
}

/** "$3 in, $15 out for a million tokens"; empty when unknown. */
export function price({ inputPrice, outputPrice }: ModelInfo): string {
  if (inputPrice === undefined || outputPrice === undefined) return '';
  if (inputPrice === 0 && outputPrice === 0) return 'free';
  return `$${rounded(inputPrice)} in, $${rounded(outputPrice)} out for a million tokens`;
}

function rounded(dollars: number): string {
  return String(Number(dollars.toFixed(2)));
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
