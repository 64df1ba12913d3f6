import type { AssistantMessage, Message } from '../model/message.ts';
import type { Part, ToolPart } from '../model/part.ts';
import type { FindMatch } from '../protocol/find.ts';
import type { ToolBody } from '../protocol/view.ts';
import { MessageList } from '../session/messageList.ts';
import type { RootState } from '../session/state.ts';
import { plainOutput } from './cleanText.ts';
import { toolText } from './fullText.ts';
import { messageChunks, type Chunk } from './messageGroups.ts';
import { toolCard } from './toolCard.ts';
import { settledContext } from './toolContext.ts';
import { promptText } from './turnRows.ts';

/** A text of the conversation as it can be seen, if need be by opening a card. */
interface SearchText extends Omit<FindMatch, 'ordinal'> {
  readonly text: string;
}

/** Where the words that are looked for stand in a text. */
export type PlacesIn = (text: string) => readonly number[];

/** Where the words stand in these messages, oldest first. */
export function findMatches(
  messages: readonly Message[],
  root: RootState,
  placesIn: PlacesIn,
): readonly FindMatch[] {
  return messageChunks(MessageList.from(messages)).flatMap((chunk) =>
    findInChunk(chunk, root, placesIn),
  );
}

export function findInChunk(
  chunk: Chunk,
  root: RootState,
  placesIn: PlacesIn,
): readonly FindMatch[] {
  return chunk
    .flatMap((group) =>
      group.kind === 'prompt'
        ? [{ rowId: group.message.id, field: 'text', text: promptText(group.message) }]
        : answerTexts(group.messages, root),
    )
    .flatMap(({ text, ...place }) => placesIn(text).map((_, ordinal) => ({ ...place, ordinal })));
}

function answerTexts(
  messages: readonly [AssistantMessage, ...AssistantMessage[]],
  root: RootState,
): readonly SearchText[] {
  const [{ id: rowId }] = messages;
  return messages
    .filter(({ isSummary }) => !isSummary)
    .flatMap(({ parts }) => parts.flatMap((part) => partTexts(part, root)))
    .map((text) => ({ rowId, ...text }));
}

type PartText = Omit<SearchText, 'rowId'>;

function partTexts(part: Part, root: RootState): readonly PartText[] {
  const { id: partId } = part;
  if (part.kind === 'tool') return toolTexts(part, root).map((text) => ({ partId, ...text }));
  const isShown = part.kind === 'reasoning' || (part.kind === 'text' && !part.isSynthetic);
  return isShown ? [{ partId, field: 'text', text: part.text }] : [];
}

/** The texts that the card of a kind shows besides its title, in their order. */
const fieldsOf: Readonly<Record<ToolBody['kind'], readonly string[]>> = {
  bash: ['output'],
  read: ['output'],
  write: ['content'],
  edit: ['patch'],
  search: [],
  todo: [],
  task: ['prompt', 'output'],
  web: ['output'],
  question: [],
  other: ['input', 'output'],
};

function toolTexts(part: ToolPart, root: RootState): readonly Omit<PartText, 'partId'>[] {
  const { title, body } = toolCard(part, settledContext(root));
  const isWhole = body.kind !== 'bash' || body.command === title;
  return [
    isWhole ? { field: 'title', text: title } : { field: 'command', text: commandOf(body) },
    ...listed(body),
    ...fieldsIn(body).map((field) => ({
      field,
      text: plainOutput(toolText(part, root, field) ?? ''),
    })),
  ];
}

/** Where a search has no list of places, its output is shown. */
function fieldsIn(body: ToolBody): readonly string[] {
  return body.kind === 'search' && body.matches.length === 0 ? ['output'] : fieldsOf[body.kind];
}

function commandOf(body: ToolBody): string {
  return body.kind === 'bash' ? body.command : '';
}

/** What stands in a card as a list. */
function listed(body: ToolBody): readonly Omit<PartText, 'partId'>[] {
  const lines = linesOf(body);
  return lines.length === 0 ? [] : [{ field: 'list', text: lines.join('\n') }];
}

function linesOf(body: ToolBody): readonly string[] {
  if (body.kind === 'search') return body.matches.map(({ label }) => label);
  if (body.kind === 'todo') return body.todos.map(({ text }) => text);
  if (body.kind !== 'question') return [];
  return body.answers.flatMap(({ question, answer }) => [question, answer]);
}
