import { honestLine } from '../../base/honestText.ts';
import { mentionOf } from '../../present/mentionText.ts';
import type { RootState } from '../../session/state.ts';
import type { MentionSource } from './mentionSource.ts';

/** Sub-agents: OpenCode tells the model to hand the work to them. */
export const agentMentions: MentionSource = {
  suggest: (_query, { root }) =>
    Promise.resolve(
      subAgents(root).flatMap(({ name, description }) => {
        const insert = mentionOf(name);
        const label = honestLine(name);
        const detail = honestLine(description, 120);
        return insert === undefined
          ? []
          : [{ icon: 'hubot', label, detail, badge: 'agent', insert }];
      }),
    ),
  resolve: ({ name, lines, span }, { root }) => {
    const isKnown = !lines && subAgents(root).some((agent) => agent.name === name);
    return Promise.resolve(isKnown ? [{ kind: 'agent', name, span }] : undefined);
  },
};

function subAgents({ catalog }: RootState) {
  return catalog.agents.filter(({ mode, isHidden }) => mode !== 'primary' && !isHidden);
}
