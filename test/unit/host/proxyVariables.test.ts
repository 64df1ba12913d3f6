import assert from 'node:assert/strict';
import {
  withDirectLoopback,
  withProxy,
  type ProxySettings,
} from '../../../src/host/environment/proxyVariables.ts';
import { changesBetween } from '../../../src/host/environment/variables.ts';
import type { Environment } from '../../../src/opencode/server/serverEnvironment.ts';

/** VS Code's own defaults, save that nothing is said about certificates. */
const defaults: ProxySettings = {
  isOff: false,
  url: '',
  exceptions: [],
  authorization: undefined,
  checksCertificate: true,
  usesSystemCertificates: false,
};
const url = 'http://proxy.example:3128';

function added(
  change: Partial<ProxySettings>,
  base: Environment = {},
  platform: NodeJS.Platform = 'linux',
): Environment {
  const { env } = withProxy(base, { ...defaults, ...change }, platform);
  return changesBetween(base, env);
}

function notes(change: Partial<ProxySettings>): string {
  return withProxy({}, { ...defaults, ...change }, 'linux').notes.join('\n');
}

const everySpelling = (value: string) => ({
  HTTP_PROXY: value,
  http_proxy: value,
  HTTPS_PROXY: value,
  https_proxy: value,
});

describe("VS Code's proxy for a server", () => {
  it('is named in every spelling that programs look for', () => {
    assert.deepEqual(added({ url }), everySpelling(url));
  });

  it('has one spelling on Windows, the one that is there', () => {
    const base = { Http_Proxy: 'http://old:1', Path: 'C:\\bin' };
    assert.deepEqual(added({ url }, base, 'win32'), { Http_Proxy: url, HTTPS_PROXY: url });
  });

  it('wins over the environment, however that spells it', () => {
    const base = { https_proxy: 'http://old:1', Http_Proxy: 'http://older:1', ALL_PROXY: 'a' };
    assert.deepEqual(added({ url }, base), { ...everySpelling(url), Http_Proxy: undefined });
  });

  it('leaves the environment as it is where nothing is set', () => {
    const base = { HTTPS_PROXY: 'http://own:1', no_proxy: 'own.example' };
    assert.deepEqual(added({}, base), {});
  });

  it('is left out when proxies are switched off for extensions', () => {
    const base = { HTTPS_PROXY: 'http://own:1' };
    assert.deepEqual(added({ url, exceptions: ['a.example'], isOff: true }, base), {});
  });

  it('has the exceptions of the setting instead of those of the environment', () => {
    const exceptions = ['a.example', '.b.example:8443'];
    const value = 'a.example,.b.example:8443';
    const base = { no_proxy: 'own.example' };
    assert.deepEqual(added({ exceptions }, base), { NO_PROXY: value, no_proxy: value });
  });

  it('gets the user of the authorization setting', () => {
    const authorization = `Basic ${Buffer.from('ada:p@ss:$& word').toString('base64')}`;
    const proxy = 'http://ada:p%40ss%3A%24%26%20word@proxy.example:80';
    const change = { url: 'http://proxy.example:80', authorization };
    assert.deepEqual(added(change), everySpelling(proxy));
    assert.equal(notes(change), '');
  });

  it('keeps the user that its address names', () => {
    const own = 'http://ada:one@proxy.example:3128';
    const authorization = `Basic ${Buffer.from('bob:two').toString('base64')}`;
    assert.deepEqual(added({ url: own, authorization }), everySpelling(own));
  });

  it('goes without an authorization that is no user and password', () => {
    const change = { url, authorization: 'Negotiate c2VjcmV0LXRva2Vu' };
    assert.deepEqual(added(change), everySpelling(url));
    assert.match(notes(change), /http\.proxyAuthorization/);
    assert.doesNotMatch(notes(change), /c2VjcmV0/);
  });

  for (const other of ['socks5://ada:secret@proxy.example:1080', 'proxy.example:3128', 'ftp://a'])
    it(`is left out when OpenCode cannot use it: ${other}`, () => {
      assert.deepEqual(added({ url: other }), {});
      assert.match(notes({ url: other }), /http\.proxy/);
      assert.doesNotMatch(notes({ url: other }), /secret/);
    });

  it('never stops the checking of certificates', () => {
    const change = { url: 'https://proxy.example:3128', checksCertificate: false };
    assert.deepEqual(added(change), everySpelling(change.url));
    assert.match(notes(change), /proxyStrictSSL/);
    assert.equal(notes({ url, checksCertificate: false }), '', 'there is no certificate');
  });
});

describe("VS Code's certificates for a server", () => {
  it('are those of the system', () => {
    assert.deepEqual(added({ usesSystemCertificates: true }), { NODE_USE_SYSTEM_CA: '1' });
  });

  it('are those of the system with proxies switched off too', () => {
    assert.deepEqual(added({ usesSystemCertificates: true, isOff: true }), {
      NODE_USE_SYSTEM_CA: '1',
    });
  });

  it('are up to the environment where that says something', () => {
    const base = { NODE_USE_SYSTEM_CA: '0', NODE_EXTRA_CA_CERTS: '/own.pem' };
    assert.deepEqual(added({ usesSystemCertificates: true }, base), {});
  });

  it('are not asked for when the setting is off', () => {
    assert.deepEqual(added({ usesSystemCertificates: false }), {});
  });
});

describe('the loopback of a server with a proxy', () => {
  const loopback = '127.0.0.1,localhost,::1,[::1]';
  const direct = (base: Environment, platform: NodeJS.Platform = 'linux') =>
    changesBetween(base, withDirectLoopback(base, platform));

  for (const name of ['HTTP_PROXY', 'https_proxy', 'ALL_PROXY'])
    it(`is reached directly with ${name}`, () => {
      assert.deepEqual(direct({ [name]: url }), { NO_PROXY: loopback, no_proxy: loopback });
    });

  it('adds to what is excepted already', () => {
    const value = 'a.example,localhost,127.0.0.1,::1,[::1]';
    const base = { HTTP_PROXY: url, NO_PROXY: ' a.example, localhost,' };
    assert.deepEqual(direct(base), { NO_PROXY: value, no_proxy: value });
  });

  it('follows the spelling that programs follow', () => {
    const value = `lower.example,${loopback}`;
    const base = { HTTP_PROXY: url, NO_PROXY: 'upper.example', no_proxy: 'lower.example' };
    assert.deepEqual(direct(base), { NO_PROXY: value, no_proxy: value });
  });

  it('has one spelling on Windows', () => {
    assert.deepEqual(direct({ HTTP_PROXY: url, No_Proxy: 'a.example' }, 'win32'), {
      No_Proxy: `a.example,${loopback}`,
    });
  });

  it('needs no word without a proxy, or where all is excepted', () => {
    assert.deepEqual(direct({ PATH: '/bin', HTTP_PROXY: '' }), {});
    assert.deepEqual(direct({ HTTP_PROXY: url, no_proxy: 'a,*' }), {});
  });
});
