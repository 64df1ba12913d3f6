import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Conversation } from '../../support/conversation.ts';
import { LiveServer } from '../../support/liveServer.ts';

describe('permissions on a real server', function () {
  this.timeout(60_000);
  let live: LiveServer;
  let talk: Conversation;

  async function permission(count = 1) {
    const request = await talk.asked(count);
    assert.ok(request.kind === 'permission');
    return request;
  }

  before(async () => {
    live = await LiveServer.start();
  });
  after(async () => live.end());
  beforeEach(async () => {
    talk = await Conversation.open(live);
  });
  afterEach(() => talk.close());

  it('runs a command after it was allowed once', async () => {
    await talk.prompt('bash');
    const request = await permission();
    assert.equal(request.permission, 'bash');
    assert.equal(request.rootId, live.root);
    assert.match(String(request.metadata['command']), /echo hi-from-bash/);
    assert.deepEqual(await talk.backend.listRequests(), [request]);
    assert.equal(await talk.backend.replyPermission(request, 'once'), 'answered');
    await talk.log.take('requestClosed', ({ requestId }) => requestId === request.id);
    await talk.idle();
    const [tool] = await talk.tools();
    assert.ok(tool?.state.kind === 'completed');
    assert.equal(tool.callId, request.callId);
    assert.match(tool.state.output, /hi-from-bash/);
  });

  it('calls a late answer harmless', async () => {
    await talk.prompt('bash');
    const request = await permission();
    await talk.backend.replyPermission(request, 'once');
    assert.equal(await talk.backend.replyPermission(request, 'reject'), 'gone');
    await talk.idle();
  });

  it('runs nothing after a rejection', async () => {
    await talk.prompt('bash');
    await talk.backend.replyPermission(await permission(), 'reject');
    await talk.idle();
    const [tool] = await talk.tools();
    assert.ok(tool?.state.kind === 'error');
    assert.match(tool.state.error, /reject/);
  });

  it('goes on after a rejection with a message', async () => {
    await talk.prompt('bash');
    await talk.backend.replyPermission(await permission(), 'reject', 'Use printf instead.');
    await talk.idle();
    const [tool] = await talk.tools();
    assert.ok(tool?.state.kind === 'error');
    assert.match(tool.state.error, /Use printf instead/);
    assert.match(await talk.text(), /ended well/);
  });

  it('shows the diff of an edit before it is made', async () => {
    await talk.prompt('write-edit');
    const request = await permission();
    assert.equal(request.permission, 'edit');
    const path = String(request.metadata['filepath']);
    assert.match(String(request.metadata['diff']), /^\+/m);
    assert.equal(existsSync(path), false);
    await talk.backend.replyPermission(request, 'reject');
    await talk.idle();
    assert.equal(existsSync(path), false);
  });

  it('asks for what a sub-agent does, in the name of its session', async () => {
    await talk.prompt('task');
    const request = await permission();
    assert.notEqual(request.sessionId, talk.session.id);
    const sessions = await talk.backend.listSessions();
    const child = sessions.find(({ id }) => id === request.sessionId);
    assert.equal(child?.parentId, talk.session.id);
    await talk.backend.replyPermission(request, 'once');
    await talk.idle();
  });

  it('ends the sub-agents of a turn that is aborted', async () => {
    await talk.prompt('task');
    const request = await permission();
    await talk.backend.abort(talk.session.id);
    await talk.idle();
    assert.equal((await talk.backend.listStatuses()).has(request.sessionId), false);
    assert.deepEqual(await talk.backend.listRequests(), []);
  });

  it('lets the plan agent change nothing', async () => {
    await talk.prompt('write-edit', { agent: 'plan' });
    await talk.idle();
    assert.deepEqual(talk.requests(), []);
    assert.ok((await talk.tools()).every((tool) => tool.state.kind === 'error'));
    assert.equal(existsSync(join(live.root, 'hello.txt')), false);
  });

  // The last of its server: what it allows stays allowed until the server ends.
  it('asks no more for what is always allowed', async () => {
    await talk.prompt('bash');
    const request = await permission();
    assert.ok(request.always.length > 0);
    await talk.backend.replyPermission(request, 'always');
    await talk.idle();
    const again = await Conversation.open(live);
    await again.prompt('bash');
    await again.idle();
    assert.deepEqual(again.requests(), []);
    assert.equal((await again.tools())[0]?.state.kind, 'completed');
    again.close();
  });
});
