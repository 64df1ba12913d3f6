import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nullLogger } from '../../../../src/base/log.ts';
import { AttachedFiles } from '../../../../src/host/attachments/attachedFiles.ts';
import { keptAgain } from '../../../../src/host/attachments/keptAgain.ts';
import { messageId, partId, sessionId } from '../../../../src/model/ids.ts';
import { maxFileBytes } from '../../../../src/protocol/attachment.ts';

describe('attached files', () => {
  let storage: string;
  let files: AttachedFiles;
  const open = () => new AttachedFiles(storage, nullLogger);

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'attached-'));
    files = open();
  });

  afterEach(() => rm(storage, { recursive: true }));

  const piece = (index: number, text: string, isLast: boolean, fileId = 'f-1') => ({
    fileId,
    name: 'notes.txt',
    index,
    data: Buffer.from(text).toString('base64'),
    isLast,
  });
  const dataOf = async (id: string) => {
    const url = await files.url({ id, mime: 'text/plain' });
    return url && Buffer.from(url.split(',')[1] ?? '', 'base64').toString();
  };

  it('are put together from their pieces and outlive the window', async () => {
    assert.equal(await files.receive(piece(0, 'one ', false)), undefined);
    const kept = await files.receive(piece(1, 'two', true));
    const file = { id: 'f-1', name: 'notes.txt', mime: 'text/plain', size: 7 };
    assert.deepEqual(kept, { kind: 'kept', file });
    files = open();
    assert.equal(await dataOf('f-1'), 'one two');
    await files.forget('f-1');
    assert.equal(await dataOf('f-1'), undefined);
  });

  it('are never made of pieces that do not follow each other', async () => {
    await files.receive(piece(0, 'one', false));
    assert.equal(await files.receive(piece(2, 'three', true)), undefined);
    assert.equal(await files.receive(piece(1, 'other', true, 'f-2')), undefined);
    assert.equal(await dataOf('f-1'), undefined);
  });

  it('are refused as soon as they are too large', async () => {
    const large = Buffer.alloc(maxFileBytes, 'x').toString();
    await files.receive(piece(0, large, false));
    const refused = await files.receive(piece(1, 'x', false));
    assert.deepEqual(refused, { kind: 'refused', reason: 'notes.txt is larger than 8 MB.' });
    assert.equal(await files.receive(piece(2, 'x', true)), undefined);
  });

  it('bring a small picture along, when they are one', async () => {
    const png = Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1');
    const kept = await files.keep('a.png', png);
    assert.equal(kept.kind === 'kept' && kept.file.preview?.startsWith('data:image/png;'), true);
    const large = await files.keep('b.png', Buffer.concat([png, Buffer.alloc(100_000)]));
    assert.equal(large.kind === 'kept' && large.file.preview, undefined);
  });

  it('are kept again from the message that has them', async () => {
    const part = {
      kind: 'file',
      id: partId('p1'),
      messageId: messageId('m1'),
      sessionId: sessionId('s1'),
      mime: 'text/plain',
      name: 'notes.txt',
    } as const;
    const url = `data:text/plain;base64,${Buffer.from('words').toString('base64')}`;
    const [kept, ...others] = await keptAgain(files, [
      { ...part, url },
      { ...part, url: 'data:text/plain;base64,' },
    ]);
    assert.deepEqual([kept?.name, kept?.size, others], ['notes.txt', 5, []]);
    assert.equal(await dataOf(kept?.id ?? ''), 'words');
  });

  it('cannot be named so that they lie elsewhere', async () => {
    await files.keep('a.txt', Buffer.from('x'), '../../outside');
    assert.deepEqual(await readdir(storage), ['attachments']);
    assert.equal((await readdir(join(storage, 'attachments'))).length, 1);
  });

  it('are let go after a month', async () => {
    await files.keep('a.txt', Buffer.from('x'), 'old');
    const old = new Date(Date.now() - 40 * 24 * 60 * 60 * 1000);
    await utimes(join(storage, 'attachments', 'old'), old, old);
    files = open();
    await files.keep('b.txt', Buffer.from('y'), 'new');
    assert.deepEqual(await readdir(join(storage, 'attachments')), ['new']);
  });
});
