import { AppError } from '../base/errors.ts';
import type { PageWanted } from '../model/backend.ts';

const pageSize = 100;

interface Page<Message> {
  readonly messages: readonly Message[];
  readonly olderCursor?: string | undefined;
}

export interface PageReader<Message> {
  readonly read: (page: PageWanted) => Promise<Page<Message>>;
  /** Told after each page how many messages there are so far. */
  readonly onProgress: (count: number) => void;
}

/** Every message of a conversation, oldest first. Where a page is too large, half of it, and so on. */
export async function wholeConversation<Message>({
  read,
  onProgress,
}: PageReader<Message>): Promise<readonly Message[]> {
  const pages: (readonly Message[])[] = [];
  let count = 0;
  let wanted: PageWanted | undefined = { limit: pageSize };
  while (wanted) {
    const { messages, olderCursor, limit }: Page<Message> & { limit: number } = await readPage(
      read,
      wanted,
    );
    pages.unshift(messages);
    onProgress((count += messages.length));
    wanted = olderCursor === undefined ? undefined : { limit, before: olderCursor };
  }
  return pages.flat();
}

async function readPage<Message>(
  read: PageReader<Message>['read'],
  wanted: PageWanted,
): Promise<Page<Message> & { readonly limit: number }> {
  try {
    return { ...(await read(wanted)), limit: wanted.limit };
  } catch (error) {
    if (wanted.limit <= 1 || !AppError.is(error, 'answer-too-large')) throw error;
    return readPage(read, { ...wanted, limit: Math.floor(wanted.limit / 2) });
  }
}
