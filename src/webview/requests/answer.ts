/** What is chosen and typed for one question. */
export interface Answer {
  readonly chosen: readonly string[];
  readonly own: string;
}

export const emptyAnswer: Answer = { chosen: [], own: '' };

export function answerTexts({ chosen, own }: Answer): string[] {
  const text = own.trim();
  return text ? [...chosen, text] : [...chosen];
}

/** A choice out of several replaces what was typed; a tick only adds or takes away. */
export function withChoice(answer: Answer, label: string, isMultiple: boolean): Answer {
  if (!isMultiple) return { chosen: [label], own: '' };
  const without = answer.chosen.filter((chosen) => chosen !== label);
  const isNew = without.length === answer.chosen.length;
  return { ...answer, chosen: isNew ? [...without, label] : without };
}

export function withOwn(answer: Answer, own: string, isMultiple: boolean): Answer {
  return { chosen: isMultiple || !own.trim() ? answer.chosen : [], own };
}
