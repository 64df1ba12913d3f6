/** What the composer's `/` does without OpenCode. */
export const ownCommands = {
  new: 'Start a new session',
  sessions: 'Open another session',
  rename: 'Give this session another title',
  editor: 'Open this session in an editor tab',
  stop: 'Stop what runs here',
  model: 'Choose the model',
  agent: 'Choose the agent',
} as const;
export type OwnCommand = keyof typeof ownCommands;

/** Nothing for a text that says more than that. */
export function ownCommand(text: string): OwnCommand | undefined {
  const name = /^\/(\S+)\s*$/.exec(text)?.[1] ?? '';
  return isOwn(name) ? name : undefined;
}

function isOwn(name: string): name is OwnCommand {
  return Object.hasOwn(ownCommands, name);
}
