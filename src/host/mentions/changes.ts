import { fixedItem, type MentionSource } from './mentionSource.ts';
import { textPart } from './textPart.ts';

const name = 'changes';
const item = {
  icon: 'diff',
  label: 'Git changes',
  detail: 'since the last commit',
  insert: `@${name}`,
};

/** The diff as the server makes it: no git of ours runs in the folder. */
export const changesMention: MentionSource = {
  suggest: (query) => Promise.resolve(fixedItem(query, item)),
  resolve: async (mention, { backend }) => {
    if (mention.name !== name || mention.lines || !backend) return undefined;
    const changes = await backend.changes();
    const text = changes.trim() === '' ? 'Nothing has changed since the last commit.' : changes;
    return [textPart('Git changes', text, mention.span)];
  },
};
