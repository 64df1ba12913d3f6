import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { Conversation } from '../../support/conversation.ts';
import { LiveServer } from '../../support/liveServer.ts';
import { ShareService } from '../../support/shareService.ts';

describe('sharing by a real server', function () {
  this.timeout(60_000);
  let service: ShareService;
  let live: LiveServer | undefined;

  before(async () => {
    service = await ShareService.start();
  });
  afterEach(async () => {
    await live?.end();
    live = undefined;
  });
  after(() => service.stop());

  const open = async (share: string, isOff = false) => {
    live = await LiveServer.start({
      config: { share, enterprise: { url: service.url } },
      env: { OPENCODE_DISABLE_SHARE: isOff ? '1' : undefined },
    });
    return Conversation.open(live);
  };

  it('makes a session public and private again', async () => {
    const talk = await open('manual');
    const shareUrl = async () => (await talk.backend.session(talk.session.id))?.shareUrl;
    assert.equal((await talk.backend.catalog()).canShare, true);
    assert.equal(await shareUrl(), undefined);
    const url = await talk.backend.shareSession(talk.session.id);
    assert.equal(url, `${service.url}/share/abc`);
    assert.equal(await shareUrl(), url);
    assert.ok(service.calls.includes('POST /api/share'));
    await talk.log.take('sessionChanged', ({ session }) => session.shareUrl === url);
    await talk.backend.unshareSession(talk.session.id);
    assert.ok(service.calls.includes('DELETE /api/share/abc'));
    // OpenCode 1.18.33 has taken it away, but goes on telling the address.
    assert.equal(await shareUrl(), url);
    const calls = service.calls.length;
    await talk.backend.unshareSession(talk.session.id);
    assert.equal(service.calls.slice(calls).filter((call) => call.startsWith('DELETE')).length, 0);
    talk.close();
  });

  it('is not on offer where the configuration forbids it', async () => {
    const talk = await open('disabled');
    assert.equal((await talk.backend.catalog()).canShare, false);
    await assert.rejects(talk.backend.shareSession(talk.session.id));
    talk.close();
  });

  it('says so where the environment forbids it, and leaves nothing that looks public', async () => {
    const talk = await open('manual', true);
    await assert.rejects(talk.backend.shareSession(talk.session.id), (error) =>
      AppError.is(error, 'sharing-off'),
    );
    assert.equal((await talk.backend.session(talk.session.id))?.shareUrl, undefined);
    talk.close();
  });
});
