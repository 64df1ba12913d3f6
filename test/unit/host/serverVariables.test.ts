import assert from 'node:assert/strict';
import { withoutEditorVariables } from '../../../src/host/environment/editorVariables.ts';
import type { FolderHost } from '../../../src/host/environment/folderVariables.ts';
import type { ProxySettings } from '../../../src/host/environment/proxyVariables.ts';
import { ServerVariables } from '../../../src/host/environment/serverVariables.ts';
import { rootId } from '../../../src/model/ids.ts';
import type { Environment } from '../../../src/opencode/server/serverEnvironment.ts';

const app = rootId('/work/app');
const other = rootId('/work/other');
const url = 'http://ada:secret@proxy.example:3128';
const loopback = '127.0.0.1,localhost,::1,[::1]';

/** Settings that a person changes while servers run. */
class World {
  base: Environment = { PATH: '/bin' };
  proxy: Partial<ProxySettings> = {};
  environment: unknown = {};
  platform: NodeJS.Platform = 'linux';
  readonly logged: string[] = [];

  open(): ServerVariables {
    const host: FolderHost = {
      platform: this.platform,
      home: '/home/ada',
      canonical: (path) => path,
    };
    const log = (message: string) => this.logged.push(message);
    return new ServerVariables({
      base: this.base,
      host,
      readProxy: () => ({
        isOff: false,
        url: '',
        exceptions: [],
        authorization: undefined,
        checksCertificate: true,
        usesSystemCertificates: false,
        ...this.proxy,
      }),
      readEnvironment: () => this.environment,
      log: { trace: log, debug: log, info: log, warn: log, error: log },
    });
  }
}

describe('the variables that are added for a server', () => {
  let world: World;
  beforeEach(() => (world = new World()));

  it('are none where nothing is set', () => {
    assert.deepEqual(world.open().give(app), {});
  });

  it('hold what is set for OpenCode rather than what VS Code uses itself', () => {
    world.proxy = { url };
    world.environment = {
      '*': { HTTPS_PROXY: 'http://mine:1' },
      '/work/app': { HTTP_PROXY: null },
    };
    assert.deepEqual(world.open().give(app), {
      HTTPS_PROXY: 'http://mine:1',
      NO_PROXY: loopback,
      no_proxy: loopback,
    });
  });

  it('keep the loopback out of a proxy whatever is set', () => {
    world.proxy = { url };
    world.environment = { '*': { NO_PROXY: 'a.example' } };
    const { NO_PROXY, no_proxy } = world.open().give(app);
    assert.equal(NO_PROXY, `a.example,${loopback}`);
    assert.equal(no_proxy, NO_PROXY);
  });

  it('take away what the environment has', () => {
    world.base = { API_KEY: 'x', HTTPS_PROXY: 'http://own:1', https_proxy: 'http://own:2' };
    world.environment = { '*': { API_KEY: null, HTTPS_PROXY: null } };
    assert.deepEqual(world.open().give(app), {
      API_KEY: undefined,
      HTTPS_PROXY: undefined,
      https_proxy: undefined,
    });
  });

  it('keep to the spelling that Windows has', () => {
    world.platform = 'win32';
    world.base = { Path: 'C:\\bin', Api_Key: 'x' };
    world.environment = { '*': { PATH: 'C:\\own', NEW: '1' }, 'c:\\work': { API_KEY: null } };
    assert.deepEqual(world.open().give(rootId('C:\\Work')), {
      Path: 'C:\\own',
      NEW: '1',
      Api_Key: undefined,
    });
  });

  it('are read anew for every start', () => {
    const variables = world.open();
    world.environment = { '/work/app': { A: '1' } };
    assert.deepEqual(variables.give(app), { A: '1' });
    world.environment = { '/work/app': { A: '2' } };
    assert.deepEqual(variables.give(app), { A: '2' });
  });

  it('have changed for the folders that they change for', () => {
    const variables = world.open();
    assert.equal(variables.hasChanged(app), false, 'no server has them yet');
    variables.give(app);
    variables.give(other);
    world.environment = { '/work/app': { A: '1' } };
    assert.deepEqual([variables.hasChanged(app), variables.hasChanged(other)], [true, false]);
    world.environment = {};
    assert.equal(variables.hasChanged(app), false, 'it was taken back');
    world.proxy = { url };
    assert.deepEqual([variables.hasChanged(app), variables.hasChanged(other)], [true, true]);
    variables.give(app);
    assert.deepEqual([variables.hasChanged(app), variables.hasChanged(other)], [false, true]);
  });

  it('know a variable that was taken away from one that was never there', () => {
    world.base = { A: 'x' };
    const variables = world.open();
    variables.give(app);
    world.environment = { '*': { A: null } };
    assert.equal(variables.hasChanged(app), true);
    world.environment = { '*': { B: null } };
    assert.equal(variables.hasChanged(app), false);
  });

  it('tell when they are given, and what is wrong, without a value', () => {
    const variables = world.open();
    const told: string[] = [];
    variables.onDidGive((root) => told.push(root));
    world.environment = { '*': { API_KEY: ['secret'] } };
    world.proxy = { url: 'socks5://ada:secret@proxy.example:1080' };
    variables.give(app);
    assert.deepEqual(told, [app]);
    assert.equal(variables.problems.length, 1);
    assert.equal(world.logged.length, 1);
    assert.doesNotMatch([...variables.problems, ...world.logged].join(), /secret/);
  });
});

describe("VS Code's own variables", () => {
  it('do not reach a server', () => {
    const own = {
      ELECTRON_RUN_AS_NODE: '1',
      VSCODE_ESM_ENTRYPOINT: 'x',
      VSCODE_IPC_HOOK: 'x',
      SNAP: 'x',
      SNAP_NAME: 'x',
      GDK_PIXBUF_MODULEDIR: 'x',
    };
    const kept = { PATH: '/bin', VSCODE_PORTABLE: '/data', SNAPSHOT: '1', MY_VSCODE_DIR: 'x' };
    assert.deepEqual(withoutEditorVariables({ ...own, ...kept }), kept);
  });
});
