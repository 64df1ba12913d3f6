import * as z from 'zod/mini';

/**
 * What the chat panel shows, as plain data. The host makes it, the webview draws it. Every id is
 * opaque to the webview. Schemas are the one definition: types are inferred, both doors parse.
 */

const text = z.string();
const optionalText = z.optional(z.string());

/** A text cut for transport; `total` is the length in characters of the whole. */
export const clippedText = z.object({ text, total: z.number(), isClipped: z.boolean() });
export type ClippedText = z.infer<typeof clippedText>;

export const toolStatus = z.enum([
  'pending',
  'running',
  'waiting',
  'completed',
  'error',
  'interrupted',
]);
export type ToolStatus = z.infer<typeof toolStatus>;

/** A file in the root, opened by the host. `line` counts from 1. */
export const fileLink = z.object({ path: text, label: text, line: z.optional(z.number()) });
export type FileLink = z.infer<typeof fileLink>;

export const diffView = z.object({
  /** Unified diff hunks, without file headers. */
  patch: clippedText,
  additions: z.number(),
  deletions: z.number(),
});
export type DiffView = z.infer<typeof diffView>;

/** What a language server found wrong after a change: the first errors, and how many there are. */
export const fileProblems = z.object({
  errors: z.array(z.object({ file: fileLink, text })),
  total: z.number(),
});
export type FileProblems = z.infer<typeof fileProblems>;

const todoView = z.object({
  text,
  status: z.enum(['pending', 'in_progress', 'completed', 'cancelled']),
});

/** What a card holds besides its head, by kind of tool. */
export const toolBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('bash'),
    command: text,
    output: clippedText,
    exitCode: z.optional(z.number()),
  }),
  z.object({ kind: z.literal('read'), file: z.optional(fileLink), output: clippedText }),
  z.object({
    kind: z.literal('write'),
    file: z.optional(fileLink),
    content: clippedText,
    problems: z.optional(fileProblems),
  }),
  z.object({
    kind: z.literal('edit'),
    file: z.optional(fileLink),
    diff: z.optional(diffView),
    problems: z.optional(fileProblems),
  }),
  z.object({
    kind: z.literal('search'),
    pattern: text,
    matches: z.array(fileLink),
    total: z.number(),
    output: clippedText,
  }),
  z.object({ kind: z.literal('todo'), todos: z.array(todoView) }),
  z.object({
    kind: z.literal('task'),
    agent: text,
    prompt: clippedText,
    sessionId: z.optional(text),
    /** What the sub-session does now, in a few words. */
    progress: optionalText,
    output: clippedText,
  }),
  z.object({ kind: z.literal('web'), url: text, output: clippedText }),
  z.object({
    kind: z.literal('question'),
    answers: z.array(z.object({ question: text, answer: text })),
  }),
  /** MCP tools and whatever this version does not know: still readable. */
  z.object({ kind: z.literal('other'), input: clippedText, output: clippedText }),
]);
export type ToolBody = z.infer<typeof toolBody>;

export const toolCard = z.object({
  /** OpenCode's tool name. */
  tool: text,
  /** A verb phrase for people: "Ran", "Edited", … */
  label: text,
  title: text,
  status: toolStatus,
  error: optionalText,
  startedAt: z.optional(z.number()),
  durationMs: z.optional(z.number()),
  body: toolBody,
});
export type ToolCard = z.infer<typeof toolCard>;

export const partView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), id: text, text, isDone: z.boolean() }),
  z.object({
    kind: z.literal('reasoning'),
    id: text,
    text,
    isDone: z.boolean(),
    durationMs: z.optional(z.number()),
  }),
  z.object({ kind: z.literal('tool'), id: text, card: toolCard }),
  z.object({ kind: z.literal('file'), id: text, name: text, mime: text }),
]);
export type PartView = z.infer<typeof partView>;

/** A failure with its sentence and what can be done about it. */
export const problemView = z.object({
  title: text,
  detail: optionalText,
  actions: z.array(
    z.object({
      id: text,
      label: text,
      /** One click is all it takes, until what it stands in changes. */
      isOnce: z.optional(z.boolean()),
    }),
  ),
});
export type ProblemView = z.infer<typeof problemView>;

/** Files that a turn has changed: the first of them, and all counted. */
export const turnChanges = z.object({
  files: z.array(z.object({ file: fileLink, additions: z.number(), deletions: z.number() })),
  total: z.number(),
  additions: z.number(),
  deletions: z.number(),
});
export type TurnChanges = z.infer<typeof turnChanges>;
/** What a person can do with a message. */
export const messageAction = z.enum(['copy', 'edit', 'fork', 'revert']);
export type MessageAction = z.infer<typeof messageAction>;

export const rowView = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('user'),
    id: text,
    text: clippedText,
    files: z.array(z.object({ name: text, mime: text })),
    at: z.number(),
    /** `queued` waits for the server or the running turn; `failed` carries a problem. */
    state: z.enum(['sent', 'sending', 'queued', 'failed']),
    problem: z.optional(problemView),
    /** What can still be done with a prompt that waits on our side. */
    actions: z.optional(z.array(z.object({ id: text, label: text }))),
  }),
  z.object({
    kind: z.literal('assistant'),
    id: text,
    at: z.number(),
    agent: optionalText,
    model: optionalText,
    parts: z.array(partView),
    isDone: z.boolean(),
    /** Stopped by the person, or ended with its server. */
    isInterrupted: z.boolean(),
    problem: z.optional(problemView),
    /** Tokens and cost in a few words, once known. */
    usage: optionalText,
    changes: z.optional(turnChanges),
  }),
  /** A mark across the transcript: compaction, revert. */
  z.object({
    kind: z.literal('notice'),
    id: text,
    icon: text,
    text,
    actions: z.optional(z.array(z.object({ id: text, label: text }))),
  }),
  /** A failed turn that left no message of its own. */
  z.object({ kind: z.literal('problem'), id: text, problem: problemView }),
]);
export type RowView = z.infer<typeof rowView>;

export const permissionCard = z.object({
  kind: z.literal('permission'),
  id: text,
  /** "Run a command?", "Edit src/a.ts?" */
  title: text,
  /** The command, the URL or the patterns, verbatim. */
  detail: clippedText,
  diff: z.optional(diffView),
  /** What "Always allow" would allow, until the server stops. */
  alwaysScope: text,
  /** Which sub-agent asks, when one does. */
  askedBy: optionalText,
  isAnswering: z.boolean(),
});

export const questionCard = z.object({
  kind: z.literal('question'),
  id: text,
  askedBy: optionalText,
  questions: z.array(
    z.object({
      text,
      header: text,
      isMultiple: z.boolean(),
      allowsOwnAnswer: z.boolean(),
      options: z.array(z.object({ label: text, description: text })),
    }),
  ),
  isAnswering: z.boolean(),
});

export const requestCard = z.discriminatedUnion('kind', [permissionCard, questionCard]);
export type RequestCard = z.infer<typeof requestCard>;
export type PermissionCard = z.infer<typeof permissionCard>;
export type QuestionCard = z.infer<typeof questionCard>;

export const activityView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('busy') }),
  /** Something waits for the person. */
  z.object({ kind: z.literal('waiting') }),
  /** Stopped, and not seen to end yet; with a problem when that takes too long. */
  z.object({ kind: z.literal('stopping'), problem: z.optional(problemView) }),
  z.object({
    kind: z.literal('retry'),
    attempt: z.number(),
    message: text,
    nextAt: z.number(),
  }),
]);
export type ActivityView = z.infer<typeof activityView>;

export const serverView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** `note` when it was not a person who stopped it. */
  z.object({ kind: z.literal('stopped'), note: optionalText }),
  z.object({ kind: z.literal('starting'), phase: text, since: z.number() }),
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('reconnecting'), since: z.number() }),
  /** It ended and is started again by itself; `action` does so now. */
  z.object({
    kind: z.literal('restarting'),
    text,
    at: z.number(),
    action: z.object({ id: text, label: text }),
  }),
  z.object({ kind: z.literal('problem'), problem: problemView }),
]);
export type ServerView = z.infer<typeof serverView>;

export const headerView = z.object({
  title: text,
  /** What an editor tab restores after a reload; absent while there is no session. */
  chat: z.optional(z.object({ rootId: text, sessionId: text })),
  /** The workspace folder's name. */
  root: text,
  /** Empty when nothing is known yet. "12.4k tokens · 19% of context · $0.03" */
  usage: text,
  parent: z.optional(z.object({ sessionId: text, title: text })),
  isNew: z.boolean(),
});
export type HeaderView = z.infer<typeof headerView>;

export const composerView = z.object({
  /** What identifies the draft: the session, or the root of a new one. */
  draftKey: text,
  /** The key under which a text was typed while this conversation had no session yet; it moves along. */
  previousDraftKey: z.optional(text),
  agent: text,
  model: text,
  /** Kinds of files that the model does not read, by the beginning of their mime type. */
  unread: z.array(z.object({ mime: text, label: text })),
  /** Empty when a prompt can be given; else why not, as a sentence. */
  blockedReason: text,
  placeholder: text,
  /** The person's earlier prompts here, newest first. */
  history: z.array(text),
});
export type ComposerView = z.infer<typeof composerView>;

/** No field is optional: a delta replaces fields and cannot take one away. */
export const chatView = z.object({
  header: headerView,
  server: serverView,
  activity: activityView,
  requests: z.array(requestCard),
  todos: z.array(todoView),
  composer: composerView,
  /** What can be done with the messages of this conversation. */
  offers: z.array(messageAction),
  hasOlder: z.boolean(),
  /** The conversation exists but has not arrived yet: nothing to show is not the same as empty. */
  isLoading: z.boolean(),
  rows: z.array(rowView),
});
export type ChatView = z.infer<typeof chatView>;
