import type { ScriptedModel } from '../model/scriptedModel.ts';
import type { Call } from './account.ts';

/** What the model was asked from call number `start` on. Titles are made beside the turn. */
export function callsSince(model: ScriptedModel, start: number): readonly Call[] {
  return model.calls
    .slice(start)
    .filter(({ purpose }) => purpose === 'turn')
    .map(({ script, step, model, reasoningEffort, tools }) => ({
      script,
      step,
      model,
      reasoningEffort,
      tools: tools.toSorted(),
    }));
}

/** How many calls ask what the call before asked. */
export function repeated(calls: readonly Call[]): number {
  return calls.filter((call, index) => {
    const before = calls[index - 1];
    return before?.script === call.script && before.step === call.step;
  }).length;
}
