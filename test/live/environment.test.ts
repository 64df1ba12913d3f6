import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { addedVariables } from '../../src/host/environment/addedVariables.ts';
import { parseEnvironment, type FolderHost } from '../../src/host/environment/folderVariables.ts';
import type { ProxySettings } from '../../src/host/environment/proxyVariables.ts';
import type { RootId } from '../../src/model/ids.ts';
import type { Environment } from '../../src/opencode/server/serverEnvironment.ts';
import { TestAuthority } from '../support/certificates.ts';
import { Conversation } from '../support/conversation.ts';
import { HttpProxy, type ProxyTargets } from '../support/httpProxy.ts';
import { LiveServer, type LiveOptions } from '../support/liveServer.ts';
import { scriptedModelConfig } from '../support/model/opencodeConfig.ts';
import { startScriptedModel, type ScriptedModel } from '../support/model/scriptedModel.ts';
import { opencodeBinary } from '../support/opencodeBinary.ts';
import { TlsProxy } from '../support/tlsProxy.ts';

const host: FolderHost = { platform: process.platform, home: homedir(), canonical: (path) => path };

/** OpenCode fetches what its plugins need by itself, and would wait for a proxy that does not let it. */
const registry = 'registry.npmjs.org';

const noProxy: ProxySettings = {
  isOff: false,
  url: '',
  exceptions: [registry],
  authorization: undefined,
  checksCertificate: true,
  usesSystemCertificates: true,
};

/** What the extension would add, for settings as they stand in VS Code. */
function settings(
  proxy: Partial<ProxySettings>,
  environment: unknown = {},
  base: Environment = {},
): (root: RootId) => Environment {
  const { folders, problems } = parseEnvironment(environment, process.platform);
  assert.deepEqual(problems, []);
  return (root) =>
    addedVariables(root, { base, proxy: { ...noProxy, ...proxy }, folders }, host).env;
}

describe('the environment of a real server', function () {
  this.timeout(90_000);
  let model: ScriptedModel;
  let directory: string;
  let authority: TestAuthority;
  let secureModel: TlsProxy;
  let targets: ProxyTargets;
  let proxy: HttpProxy;
  let live: LiveServer | undefined;
  let talk: Conversation | undefined;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'opencode-environment-'));
    authority = new TestAuthority(directory);
    model = await startScriptedModel({ cwd: '/' });
    const plain = Number(new URL(model.url).port);
    secureModel = await TlsProxy.start(plain, authority.issue({ name: 'DNS:model.test' }));
    targets = { plain, tls: secureModel.port };
    proxy = await HttpProxy.start(targets);
  });
  beforeEach(() => {
    proxy.requests.length = 0;
  });
  afterEach(() => close());
  after(async () => {
    await proxy?.close();
    await secureModel?.close();
    await model?.close();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  async function close(): Promise<void> {
    talk?.close();
    await live?.end();
    talk = undefined;
    live = undefined;
  }

  /** A server whose model is at this address. */
  async function open(
    modelUrl: string,
    variables: (root: RootId) => Environment,
    options: LiveOptions = {},
  ): Promise<Conversation> {
    const config = { ...scriptedModelConfig(modelUrl), ...options.config };
    live = await LiveServer.start({ ...options, config, extraEnv: variables });
    talk = await Conversation.open(live);
    return talk;
  }

  async function answers(conversation: Conversation): Promise<void> {
    await conversation.prompt('hello');
    await conversation.idle();
    assert.match(await conversation.text(), /scripted model/);
  }

  /** The turn ends, or is tried again, for this reason. */
  async function fails(conversation: Conversation, reason: RegExp): Promise<void> {
    await conversation.prompt('hello');
    const { events } = conversation.log;
    const reasons = () =>
      events.flatMap((event) => {
        if (event.kind === 'turnFailed') return [event.error.message];
        const status = event.kind === 'statusChanged' ? event.status : undefined;
        return status?.kind === 'retry' ? [status.message] : [];
      });
    await conversation.log.until(() => reasons().length > 0, 'a failure');
    assert.match(reasons().join('\n'), reason);
  }

  const lines = () => proxy.requests.map(({ line }) => line);

  it('leads to the model through the proxy of the settings, whatever the environment has', async () => {
    const other = await HttpProxy.start(targets);
    const env = { HTTP_PROXY: other.url, http_proxy: other.url };
    try {
      const variables = settings({ url: proxy.urlFor('ada:p%40ss') }, {}, env);
      await answers(await open('http://model.test', variables, { env }));
      assert.ok(lines().includes('POST http://model.test/v1/chat/completions'), lines().join());
      const sent = `Basic ${Buffer.from('ada:p@ss').toString('base64')}`;
      assert.ok(proxy.requests.every(({ authorization }) => authorization === sent));
      assert.deepEqual(other.requests, []);
    } finally {
      await other.close();
    }
  });

  it('leads to it through the proxy of the environment where none is set', async () => {
    const env = { HTTP_PROXY: proxy.url, NO_PROXY: registry };
    const variables = settings({ exceptions: [] }, {}, env);
    await answers(await open('http://model.test', variables, { env }));
    assert.ok(lines().includes('POST http://model.test/v1/chat/completions'), lines().join());
  });

  it('sends the authorization of the settings, and tunnels what is encrypted', async () => {
    const authorization = `Basic ${Buffer.from('ada:p@ss word').toString('base64')}`;
    const variables = settings(
      { url: proxy.url, authorization },
      { '*': { NODE_EXTRA_CA_CERTS: authority.file } },
    );
    await answers(await open('https://model.test', variables));
    assert.deepEqual([...new Set(lines())], ['CONNECT model.test:443']);
    assert.equal(proxy.requests[0]?.authorization, authorization);
  });

  it('reaches this machine without the proxy', async () => {
    const variables = settings({ url: proxy.url });
    await answers(await open(model.url.replace('127.0.0.1', 'localhost'), variables));
    assert.deepEqual(lines(), []);
  });

  it('checks certificates, also where VS Code is told not to check its proxy', async () => {
    const variables = settings({ url: proxy.url, checksCertificate: false });
    const before = model.calls.length;
    await fails(await open('https://model.test', variables), /certificate/i);
    assert.ok(lines().includes('CONNECT model.test:443'));
    assert.equal(model.calls.length, before);
  });

  it('speaks to a proxy over TLS once its authority is known', async () => {
    const secure = await HttpProxy.start(targets, authority.issue());
    try {
      const environment = { '*': { NODE_EXTRA_CA_CERTS: authority.file } };
      await answers(await open('https://model.test', settings({ url: secure.url }, environment)));
      assert.ok(secure.requests.length > 0);
    } finally {
      await secure.close();
    }
  });

  it('trusts what the system trusts', async function () {
    const certificates = join(directory, 'system');
    mkdirSync(certificates);
    copyFileSync(authority.file, join(certificates, 'ca-certificates.crt'));
    const binaryPath = withSystemCertificates(certificates);
    if (binaryPath === undefined) this.skip();
    // OpenCode is built to do so whatever the variable says; the variable is for what it runs.
    const options = { settings: { binaryPath } };
    await answers(await open('https://model.test', settings({ url: proxy.url }), options));
  });

  it('has the variables of its folder, and of no other', async () => {
    const config = { model: 'scripted/{env:MODEL_NAME}', small_model: 'scripted/demo' };
    const environment: Record<string, unknown> = { '*': { MODEL_NAME: 'demo' } };
    const variables = (root: RootId) => settings({}, environment)(root);
    const first = await open(model.url, variables, { config });
    assert.ok(live);
    const other = live.addRoot('other');
    environment[other] = { MODEL_NAME: 'demo-mini' };
    const used = async (conversation: Conversation) => {
      const before = model.calls.length;
      await answers(conversation);
      const turns = model.calls.slice(before).filter(({ purpose }) => purpose === 'turn');
      return turns.map((call) => call.model);
    };
    assert.deepEqual(await used(first), ['demo']);
    first.close();
    talk = await Conversation.open(live, other);
    assert.deepEqual(await used(talk), ['demo-mini']);
  });
});

/** A program that is OpenCode on a system that trusts these; undefined where that cannot be arranged. */
function withSystemCertificates(directory: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const unshare = process.getuid?.() === 0 ? 'unshare -m' : 'unshare -rm';
  const mount = `mount --bind '${directory}' /etc/ssl/certs`;
  if (spawnSync('sh', ['-c', `${unshare} sh -c "${mount}"`]).status !== 0) return undefined;
  const program = join(directory, 'opencode');
  const run = `${mount} && exec '${opencodeBinary()}' "$@"`;
  writeFileSync(
    program,
    `#!/bin/sh\nexec ${unshare} sh -c '${run.replaceAll("'", `'\\''`)}' opencode "$@"\n`,
  );
  chmodSync(program, 0o755);
  return program;
}
