import assert from 'node:assert/strict';
import { AttachedWorld } from '../support/attachedWorld.ts';
import { TestAuthority, type Certificate } from '../support/certificates.ts';
import { Conversation } from '../support/conversation.ts';
import { TlsProxy } from '../support/tlsProxy.ts';

describe('a real server that the person runs behind TLS', function () {
  this.timeout(120_000);
  let world: AttachedWorld;
  let authority: TestAuthority;
  let proxy: TlsProxy | undefined;

  before(async () => {
    world = await AttachedWorld.open();
    await world.start();
    authority = new TestAuthority(world.live.directory);
    // Node reads the certificates of the system from here, once.
    process.env['SSL_CERT_FILE'] = authority.file;
  });
  afterEach(async () => {
    await world.live.pool.stop(world.live.root);
    await proxy?.close();
    proxy = undefined;
  });
  after(async () => {
    delete process.env['SSL_CERT_FILE'];
    await world?.end();
  });

  async function show(certificate: Certificate): Promise<string> {
    proxy = await TlsProxy.start(world.server.port, certificate);
    world.use(proxy.origin);
    return proxy.origin;
  }

  it('is believed when the system knows who signed for it', async () => {
    await show(authority.issue());
    const talk = await Conversation.open(world.live);
    await talk.prompt('hello');
    await talk.idle();
    assert.match(await talk.text(), /scripted model/);
    talk.close();
  });

  const stranger = () => new TestAuthority(world.live.directory, 'stranger');
  const wrong: readonly (readonly [string, () => Certificate, RegExp])[] = [
    ['signs for itself', () => authority.selfSigned(), /self-signed/],
    ['has an unknown authority', () => stranger().issue(), /authority is not (known|trusted)/],
    ['has expired', () => authority.issue({ days: -1 }), /has expired/],
    ['has another name', () => authority.issue({ name: 'DNS:other.example' }), /another name/],
  ];
  for (const [about, certificate, reason] of wrong) {
    it(`is not believed when its certificate ${about}, whatever the environment says`, async () => {
      await show(certificate());
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      try {
        assert.match((await world.fails('server-untrusted')).message, reason);
      } finally {
        delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      }
    });
  }

  it('is told from one that speaks no TLS', async () => {
    world.use(world.server.origin.replace('http:', 'https:'));
    assert.match((await world.fails('server-unreachable')).message, /does not speak TLS/);
  });

  it('is told from one that speaks nothing else', async () => {
    world.use((await show(authority.issue())).replace('https:', 'http:'));
    await world.fails('server-unreachable');
  });
});
