import * as z from 'zod/mini';
import { attachment, fileId, maxFiles } from './attachment.ts';
import { messageAction } from './view.ts';

/** The longest text that one message to the host may carry, such as a prompt. */
export const maxTextLength = 200_000;

/** The longest of everything else. */
export const maxShortLength = 4_000;
/** Of one prompt. */
export const maxMentions = 50;

const text = z.string();
const longText = z.string().check(z.maxLength(maxTextLength));
/** Names a prompt in its answer: made by the webview, like no other of any panel. */
const promptKey = z.string().check(z.minLength(1), z.maxLength(100));
const shortText = z.string().check(z.maxLength(maxShortLength));

/** `choose` asks which of the others, where there is no room for a button each. */
const codeAction = z.enum(['insert', 'newFile', 'run', 'choose']);
export type CodeAction = z.infer<typeof codeAction>;

export const toHost = z.discriminatedUnion('type', [
  /**
   * The webview can draw; answered by a snapshot, then by what is certain of the prompts that it
   * sent and had no answer to, the newest first.
   */
  z.object({ type: z.literal('ready'), promptKeys: z.array(promptKey) }),
  z.object({ type: z.literal('resync') }),
  /** Answered by `promptTaken` or `promptRefused`, however long that takes. */
  z.object({
    type: z.literal('prompt'),
    promptKey,
    text: longText,
    /** The row of an earlier prompt that is taken back for it, once the person has agreed. */
    replaces: z.optional(text),
    /** Chosen from the list: what leads nowhere any more is told, not sent as text. */
    mentions: z.optional(z.array(shortText).check(z.maxLength(maxMentions))),
    files: z.optional(z.array(attachment).check(z.maxLength(maxFiles))),
  }),
  /** A file that was pasted or dropped, piece by piece; answered by `fileKept` or `fileRefused`. */
  z.object({
    type: z.literal('filePiece'),
    fileId,
    name: shortText,
    /** From 0, in order. */
    index: z.number(),
    /** Base64. */
    data: longText,
    isLast: z.boolean(),
  }),
  z.object({ type: z.literal('forgetFile'), fileId }),
  /** By VS Code's own dialog. */
  z.object({ type: z.literal('pickFiles') }),
  /** Dropped from VS Code itself: what is in the folder is mentioned, other files are attached. */
  z.object({ type: z.literal('dropUris'), uris: z.array(shortText).check(z.maxLength(maxFiles)) }),
  /** What may be meant by what stands before the caret; answered by `completions`. */
  z.object({
    type: z.literal('complete'),
    seq: z.number(),
    sign: z.enum(['@', '/']),
    query: shortText,
  }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('pickAgent') }),
  z.object({ type: z.literal('pickModel') }),
  z.object({ type: z.literal('newSession') }),
  z.object({ type: z.literal('openSession'), sessionId: text }),
  z.object({ type: z.literal('showSessions') }),
  z.object({ type: z.literal('loadOlder') }),
  /** Whether the panel has the keyboard. */
  z.object({ type: z.literal('focus'), isFocused: z.boolean() }),
  /** Looks for words in the whole conversation; answered by `found` with the key, until the next one. */
  z.object({ type: z.literal('find'), key: text, query: shortText }),
  z.object({ type: z.literal('endFind') }),
  /** Brings earlier messages until this row is among them. */
  z.object({ type: z.literal('loadRow'), rowId: text }),
  z.object({
    type: z.literal('answerPermission'),
    requestId: text,
    reply: z.enum(['once', 'always', 'reject']),
    /** Told to the model; a rejection with a message lets the turn go on. */
    message: z.optional(shortText),
  }),
  z.object({ type: z.literal('showPermissionDiff'), requestId: text }),
  z.object({
    type: z.literal('answerQuestion'),
    requestId: text,
    answers: z.array(z.array(shortText)),
  }),
  z.object({ type: z.literal('rejectQuestion'), requestId: text }),
  z.object({ type: z.literal('openFile'), path: text, line: z.optional(z.number()) }),
  z.object({ type: z.literal('openLink'), url: shortText }),
  /** The change of an edit card in VS Code's own diff editor. */
  z.object({ type: z.literal('openDiff'), rowId: text, partId: text }),
  /** All changes of an answer's turn in VS Code's own editor for several. */
  z.object({ type: z.literal('openChanges'), rowId: text }),
  z.object({ type: z.literal('copy'), text: longText }),
  /** A button of a code block; without the text where that is longer than a message may be. */
  z.object({
    type: z.literal('code'),
    action: codeAction,
    text: z.optional(longText),
    language: shortText,
  }),
  /** A button of a message's own toolbar. */
  z.object({ type: z.literal('actOnMessage'), rowId: text, action: messageAction }),
  /** The whole of a clipped text; answered by `body` with the same key. */
  z.object({
    type: z.literal('showAll'),
    key: text,
    rowId: text,
    partId: z.optional(text),
    /** The view's own name of the clipped text: `output`, `content`, `patch`, … */
    field: text,
  }),
  /** A button of a problem, named by its action id. `rowId` when it stands in a row. */
  z.object({ type: z.literal('act'), action: text, rowId: z.optional(text) }),
]);
export type ToHost = z.infer<typeof toHost>;

/** One handler for each message: forgetting one does not compile. */
export type ToHostHandlers = {
  readonly [Type in ToHost['type']]: (message: Extract<ToHost, { type: Type }>) => void;
};

/** Typed, or `undefined` for anything that is not one of ours. */
export function parseToHost(message: unknown): ToHost | undefined {
  const result = toHost.safeParse(message);
  return result.success ? result.data : undefined;
}
