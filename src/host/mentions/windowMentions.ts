import type { Logger } from '../../base/log.ts';
import { agentMentions } from './agents.ts';
import { changesMention } from './changes.ts';
import type { EditorState } from './editorState.ts';
import { fileMentions } from './files.ts';
import { Mentions } from './mentions.ts';
import { openEditorMentions } from './openEditors.ts';
import { problemMentions } from './problems.ts';
import { selectionMention } from './selection.ts';
import { sessionMentions } from './sessions.ts';
import { symbolMentions } from './symbols.ts';
import { terminalMention } from './terminal.ts';

/** In the order in which they are offered to who has typed nothing yet. */
export function windowMentions(editor: EditorState, log: Logger): Mentions {
  return new Mentions(
    [
      selectionMention(editor),
      openEditorMentions(editor),
      problemMentions(editor),
      changesMention,
      terminalMention(editor),
      agentMentions,
      sessionMentions,
      fileMentions(editor),
      symbolMentions(editor),
    ],
    log,
  );
}
