const ask = { permission: { bash: 'ask', edit: 'ask' } };

/** A configuration of the person's with which agents and sub-agents ask before they act. */
export const asksFirst = { agent: { build: ask, general: ask } };
