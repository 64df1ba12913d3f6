import { AppError } from '../base/errors.ts';

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** The canonical absolute path of a workspace folder; a root's sessions, server and replies all carry it. */
export type RootId = Id<'RootId'>;
export type SessionId = Id<'SessionId'>;
export type MessageId = Id<'MessageId'>;
export type PartId = Id<'PartId'>;
/** A pending permission or question. */
export type RequestId = Id<'RequestId'>;

function isId<Name extends string>(value: string): value is Id<Name> {
  return value.length > 0;
}

function toId<Name extends string>(value: string): Id<Name> {
  if (!isId<Name>(value)) throw new AppError('bad-payload', 'An identifier is empty.');
  return value;
}

export const rootId = (value: string): RootId => toId<'RootId'>(value);
export const sessionId = (value: string): SessionId => toId<'SessionId'>(value);
export const messageId = (value: string): MessageId => toId<'MessageId'>(value);
export const partId = (value: string): PartId => toId<'PartId'>(value);
export const requestId = (value: string): RequestId => toId<'RequestId'>(value);
