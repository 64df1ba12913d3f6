import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readProxySettings } from '../../src/host/environment/proxySettings.ts';
import { ripgrepDirectory } from '../../src/host/ripgrep.ts';
import { readEnvironmentSetting } from '../../src/host/settings.ts';

const { ConfigurationTarget } = vscode;

describe("VS Code's part of a server's environment", () => {
  const http = () => vscode.workspace.getConfiguration('http');
  const ours = () => vscode.workspace.getConfiguration('opencodeSessions');

  it('has a ripgrep that runs', () => {
    const directory = ripgrepDirectory();
    assert.ok(directory);
    const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
    assert.match(execFileSync(join(directory, name), ['--version']).toString(), /^ripgrep \d/);
  });

  it('knows no proxy and trusts what the system trusts, as long as nobody says otherwise', () => {
    assert.deepEqual(readProxySettings(), {
      isOff: false,
      url: '',
      exceptions: [],
      authorization: undefined,
      checksCertificate: true,
      usesSystemCertificates: true,
    });
  });

  it('has the proxy that the person sets', async () => {
    const values = {
      proxy: 'http://proxy.example:3128',
      noProxy: ['a.example'],
      proxyStrictSSL: false,
    };
    try {
      for (const [name, value] of Object.entries(values))
        await http().update(name, value, ConfigurationTarget.Global);
      const { url, exceptions, checksCertificate } = readProxySettings();
      assert.deepEqual([url, exceptions, checksCertificate], [values.proxy, values.noProxy, false]);
    } finally {
      for (const name of Object.keys(values))
        await http().update(name, undefined, ConfigurationTarget.Global);
    }
    assert.equal(readProxySettings().url, '');
  });

  it('cannot be set by a workspace', async () => {
    const { Workspace } = ConfigurationTarget;
    await assert.rejects(async () => http().update('proxy', 'http://evil.example:1', Workspace));
    await assert.rejects(async () => ours().update('server.environment', { '*': {} }, Workspace));
    assert.equal(readProxySettings().url, '');
  });

  it('has the variables that the person sets', async () => {
    const value = { '*': { A: '1', B: null } };
    try {
      await ours().update('server.environment', value, ConfigurationTarget.Global);
      assert.deepEqual(readEnvironmentSetting(), value);
    } finally {
      await ours().update('server.environment', undefined, ConfigurationTarget.Global);
    }
    assert.deepEqual(readEnvironmentSetting(), {});
  });

  it("keeps VS Code's own rules for ports beside ours", () => {
    const attributes: unknown = vscode.workspace.getConfiguration('remote').get('portsAttributes');
    assert.ok(typeof attributes === 'object' && attributes !== null);
    const names = Object.keys(attributes);
    assert.ok(names.includes('443'), names.join());
    assert.equal(names.filter((name) => name.startsWith('opencode')).length, 1, names.join());
  });
});
