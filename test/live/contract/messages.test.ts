import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nullLogger } from '../../../src/base/log.ts';
import { systemClock } from '../../../src/base/time.ts';
import { rootId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import { LocalImporter } from '../../../src/opencode/sessionImport.ts';
import { undoingOf } from '../../../src/session/undoing.ts';
import { Conversation } from '../../support/conversation.ts';
import { LiveServer } from '../../support/liveServer.ts';
import { isolatedOpencodeEnv } from '../../support/model/opencodeConfig.ts';
import { opencodeBinary } from '../../support/opencodeBinary.ts';

const signal = new AbortController().signal;

describe('what is done with messages on a real server', function () {
  this.timeout(120_000);
  let live: LiveServer;

  before(async () => {
    live = await LiveServer.start({ settings: { permissionMode: 'config' } });
  });
  after(() => live.end());

  const talkOf = async (...scripts: string[]) => {
    const talk = await Conversation.open(live);
    for (const script of scripts) await turn(talk, script);
    return talk;
  };
  const turn = async (talk: Conversation, script: string) => {
    const done = idles(talk);
    await talk.prompt(script);
    await talk.log.until(() => idles(talk) > done, `the end of ${script}`);
  };
  const idles = (talk: Conversation) =>
    talk.log.events.filter(
      (event) =>
        event.kind === 'statusChanged' &&
        event.sessionId === talk.session.id &&
        event.status.kind === 'idle',
    ).length;
  const prompts = (messages: readonly Message[]) => messages.filter(({ role }) => role === 'user');

  it('forks before a message, or as a whole', async () => {
    const talk = await talkOf('hello', 'hello');
    const messages = await talk.messages();
    const second = prompts(messages)[1];
    assert.ok(second);
    const copied = async (before?: typeof second.id) => {
      const fork = await talk.backend.forkSession(talk.session.id, before);
      assert.equal(fork.parentId, undefined);
      assert.match(fork.title, /fork #/);
      const { messages: list } = await talk.backend.transcript(fork.id, { limit: 50 });
      return list.map(({ role }) => role);
    };
    assert.deepEqual(await copied(second.id), ['user', 'assistant']);
    assert.deepEqual(await copied(), ['user', 'assistant', 'user', 'assistant']);
    talk.close();
  });

  it('takes back prompts with the files they changed, as it was told before, and restores them', async () => {
    const talk = await talkOf('hello', 'write-edit');
    const file = join(live.root, 'hello.txt');
    const written = readFileSync(file, 'utf8');
    const second = prompts(await talk.messages())[1];
    assert.ok(second);
    await talk.log.take(
      'messageChanged',
      ({ info }) => info.role === 'user' && info.id === second.id && !!info.changes?.length,
    );
    const messages = await talk.messages();
    const undoing = undoingOf(messages.slice(messages.findIndex(({ id }) => id === second.id)));
    assert.deepEqual(undoing.files, [{ path: 'hello.txt', fate: 'deleted' }]);
    await talk.backend.revertSession(talk.session.id, second.id);
    assert.equal(existsSync(file), false);
    const state = async () => (await talk.backend.session(talk.session.id))?.revertedFrom;
    assert.equal(await state(), second.id);
    assert.equal((await talk.messages()).length, messages.length);
    await talk.backend.unrevertSession(talk.session.id);
    assert.equal(readFileSync(file, 'utf8'), written);
    assert.equal(await state(), undefined);
    await talk.backend.revertSession(talk.session.id, second.id);
    await turn(talk, 'hello');
    assert.equal(await state(), undefined);
    assert.ok(!(await talk.messages()).some(({ id }) => id === second.id));
    assert.equal(existsSync(file), false);
    talk.close();
  });

  it('takes nothing back under a turn that goes on', async () => {
    const talk = await talkOf('hello');
    const [first] = await talk.messages();
    assert.ok(first);
    await talk.prompt('slow');
    await talk.log.take('textAppended');
    await assert.rejects(talk.backend.revertSession(talk.session.id, first.id));
    await talk.backend.abort(talk.session.id);
    await talk.backend.revertSession(talk.session.id, first.id);
    talk.close();
  });

  it('compacts when it is asked to', async () => {
    const talk = await talkOf('hello');
    const model = { providerId: 'scripted', modelId: 'demo' };
    await talk.backend.compactSession(talk.session.id, model);
    const messages = await talk.messages();
    assert.ok(messages.some(({ parts }) => parts.some(({ kind }) => kind === 'compaction')));
    assert.ok(messages.some((message) => message.role === 'assistant' && message.isSummary));
    talk.close();
  });

  it('gives a session that its own program imports elsewhere, whole', async () => {
    const talk = await talkOf('hello', 'write-edit');
    const info = await talk.backend.rawSession(talk.session.id);
    const { messages } = await talk.backend.rawMessages(talk.session.id, { limit: 50 });
    const file = join(live.directory, 'session.json');
    writeFileSync(file, JSON.stringify({ info, messages }));
    const before = await talk.messages();
    await talk.backend.deleteSession(talk.session.id);
    assert.equal(await talk.backend.folderOf(talk.session.id), undefined);
    const importer = new LocalImporter({
      settings: () => ({ binaryPath: opencodeBinary(), extraEnv: {}, isAttached: false }),
      baseEnv: isolatedOpencodeEnv(live.directory),
      storageDirectory: join(live.directory, 'storage'),
      clock: systemClock,
      log: nullLogger,
    });
    assert.deepEqual(await importer.read(file), {
      id: talk.session.id,
      title: 'A test',
      messages: before.length,
    });
    assert.equal(await importer.import(live.root, file, signal), talk.session.id);
    assert.equal((await talk.backend.session(talk.session.id))?.title, 'A test');
    assert.deepEqual(await talk.messages(), before);
    const other = live.addRoot('other');
    await importer.import(other, file, signal);
    assert.equal(await talk.backend.session(talk.session.id), undefined);
    assert.equal(await talk.backend.folderOf(talk.session.id), rootId(other));
    talk.close();
  });
});
