import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { sessionId } from '../../../src/model/ids.ts';
import { Conversation } from '../../support/conversation.ts';
import { LiveServer } from '../../support/liveServer.ts';
import { ripgrepDirectory } from '../../support/opencodeBinary.ts';

describe('sessions and catalogue of a real server', function () {
  this.timeout(60_000);
  let live: LiveServer;
  let talk: Conversation;

  before(async () => {
    const PATH = (process.env['PATH'] ?? '').replaceAll(ripgrepDirectory(), '');
    live = await LiveServer.start({ env: { PATH } });
    talk = await Conversation.open(live);
  });
  after(async () => {
    talk.close();
    await live.end();
  });

  it('lists agents and models to choose from', async () => {
    const catalog = await talk.backend.catalog();
    assert.deepEqual(
      catalog.agents.filter((agent) => !agent.isHidden).map(({ name, mode }) => [name, mode]),
      [
        ['build', 'primary'],
        ['explore', 'subagent'],
        ['general', 'subagent'],
        ['plan', 'primary'],
      ],
    );
    const model = catalog.models.find(({ modelId }) => modelId === 'demo');
    assert.equal(model?.providerName, 'Scripted');
    assert.equal(model.contextLimit, 64_000);
    assert.ok(model.variants.includes('high'));
    assert.deepEqual(catalog.defaultModel, { providerId: 'scripted', modelId: 'demo' });
    assert.equal(catalog.defaultAgent, 'build');
  });

  it('renames, archives and deletes', async () => {
    const { id } = await talk.backend.createSession({ title: 'One' });
    const find = async () => (await talk.backend.listSessions()).find((each) => each.id === id);
    await talk.backend.renameSession(id, 'Two');
    assert.equal((await find())?.title, 'Two');
    await talk.backend.archiveSession(id, true);
    assert.ok((await find())?.archivedAt);
    await talk.backend.archiveSession(id, false);
    assert.equal((await find())?.archivedAt, undefined);
    await talk.backend.deleteSession(id);
    assert.equal(await find(), undefined);
    await talk.log.take('sessionRemoved', (event) => event.sessionId === id);
  });

  it('pages through a transcript from its end', async () => {
    await talk.prompt('hello');
    await talk.idle();
    const newest = await talk.backend.transcript(talk.session.id, { limit: 1 });
    assert.equal(newest.messages[0]?.role, 'assistant');
    const before = newest.olderCursor;
    const older = await talk.backend.transcript(talk.session.id, { limit: 1, before });
    assert.equal(older.messages[0]?.role, 'user');
  });

  it('says that a session does not exist', async () => {
    const id = sessionId('ses_000000000000doesnotexist00');
    await assert.rejects(talk.backend.transcript(id, { limit: 1 }), (error) =>
      AppError.is(error, 'not-found'),
    );
  });

  it('survives a search without ripgrep', async () => {
    const search = await Conversation.open(live);
    await search.prompt('grep');
    await search.idle();
    const grep = (await search.tools()).find(({ tool }) => tool === 'grep');
    assert.ok(grep?.state.kind === 'error' || grep?.state.kind === 'completed');
    search.close();
  });
});

describe('a ripgrep of ours', function () {
  this.timeout(60_000);

  it('is found by the search tools when its folder is a path entry', async () => {
    const PATH = (process.env['PATH'] ?? '').replaceAll(ripgrepDirectory(), '');
    const settings = { pathEntries: [ripgrepDirectory()] };
    const live = await LiveServer.start({ env: { PATH }, settings });
    const talk = await Conversation.open(live);
    await talk.prompt('grep');
    await talk.idle();
    const grep = (await talk.tools()).find(({ tool }) => tool === 'grep');
    assert.ok(grep?.state.kind === 'completed');
    assert.match(grep.state.output, /greet\.ts/);
    talk.close();
    await live.end();
  });
});
