import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../src/base/errors.ts';
import { Conversation } from '../../support/conversation.ts';
import { LiveServer } from '../../support/liveServer.ts';

describe('configured permissions on a real server', function () {
  this.timeout(60_000);
  let live: LiveServer;
  let talk: Conversation;

  async function permission() {
    const request = await talk.asked();
    assert.ok(request.kind === 'permission');
    return request;
  }

  describe('where the person has configured', () => {
    afterEach(async () => {
      talk.close();
      await live.end();
    });

    async function open(options: Parameters<typeof LiveServer.start>[0]) {
      live = await LiveServer.start(options);
      talk = await Conversation.open(live);
    }

    it('leaves an allowed edit alone and still asks for commands', async () => {
      await open({ config: { permission: { edit: 'allow' } } });
      await talk.prompt('write-edit');
      await talk.idle();
      assert.deepEqual(talk.requests(), []);
      await talk.prompt('bash');
      await talk.backend.replyPermission(await permission(), 'reject');
    });

    it("leaves the project's own agent rules alone", async () => {
      await open({ projectConfig: { agent: { build: { permission: { bash: 'allow' } } } } });
      await talk.prompt('bash');
      await talk.idle();
      assert.deepEqual(talk.requests(), []);
    });

    it('never loosens a denial', async () => {
      await open({ config: { permission: { bash: 'deny' } } });
      await talk.prompt('bash');
      await talk.idle();
      assert.deepEqual(talk.requests(), []);
      // OpenCode does not even offer a denied tool to the model.
      assert.ok(live.model.calls.every((call) => !call.tools.includes('bash')));
      assert.ok((await talk.tools()).every((tool) => tool.tool !== 'bash'));
    });

    it('asks in spite of allowances that leave the rest open', async () => {
      await open({ config: { permission: { bash: { 'git status': 'allow' } } } });
      await talk.prompt('bash');
      await talk.backend.replyPermission(await permission(), 'reject');
    });

    it('keeps what the environment configures', async () => {
      const content = JSON.stringify({ permission: { bash: 'allow' }, username: 'Somebody' });
      await open({ env: { OPENCODE_CONFIG_CONTENT: content } });
      await talk.prompt('bash');
      await talk.idle();
      assert.deepEqual(talk.requests(), []);
    });

    it('leaves all to OpenCode when told so', async () => {
      await open({ settings: { permissionMode: 'config' } });
      await talk.prompt('bash');
      await talk.idle();
      assert.deepEqual(talk.requests(), []);
    });
  });

  it('starts nothing with an OPENCODE_CONFIG_CONTENT that it cannot keep', async () => {
    live = await LiveServer.start({ env: { OPENCODE_CONFIG_CONTENT: '{ // a comment' } });
    await assert.rejects(live.backend(), (error) => AppError.is(error, 'bad-environment'));
    assert.equal(live.pool.state(live.root).kind, 'crashed');
    assert.deepEqual(live.output, []);
    await live.end();
  });

  it('writes nothing into the project', async () => {
    live = await LiveServer.start();
    talk = await Conversation.open(live);
    assert.equal(existsSync(join(live.root, 'config.json')), false);
    assert.equal(readFileSync(join(live.root, 'README.md'), 'utf8'), '# A project\n');
    talk.close();
    await live.end();
  });
});
