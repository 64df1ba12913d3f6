import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import {
  serverEnvironment,
  type Environment,
} from '../../../../src/opencode/server/serverEnvironment.ts';

const credentials = { username: 'vscode', password: 'of-this-launch' };

function made(base: Environment, env: Environment = {}, pathEntries: readonly string[] = []) {
  return serverEnvironment(base, credentials, { env, pathEntries });
}

describe("a server's environment", () => {
  it('has what is added before what we want, and what we want before what is there', () => {
    const base = { LANG: 'de', OPENCODE_CLIENT: 'cli', OPENCODE_ENABLE_QUESTION_TOOL: '0' };
    const env = made(base, { OPENCODE_ENABLE_QUESTION_TOOL: 'added' });
    assert.deepEqual(
      [env['LANG'], env['OPENCODE_CLIENT'], env['OPENCODE_ENABLE_QUESTION_TOOL']],
      ['de', 'vscode', 'added'],
    );
  });

  it('has the credentials of the launch, whatever else there is', () => {
    const other = { OPENCODE_SERVER_PASSWORD: 'mine', OPENCODE_SERVER_USERNAME: 'me' };
    const env = made(other, { ...other, OPENCODE_SERVER_PASSWORD: undefined });
    assert.equal(env['OPENCODE_SERVER_PASSWORD'], 'of-this-launch');
    assert.equal(env['OPENCODE_SERVER_USERNAME'], 'vscode');
  });

  it('has nothing that is taken away', () => {
    assert.equal(made({ API_KEY: 'x' }, { API_KEY: undefined })['API_KEY'], undefined);
  });

  it('begins its PATH with what is put before it', () => {
    const entries = ['/rg', '/more'];
    const path = (env: Environment) => env['PATH']?.split(delimiter);
    assert.deepEqual(path(made({ PATH: '/bin' }, {}, entries)), ['/rg', '/more', '/bin']);
    assert.deepEqual(path(made({ PATH: '/bin' }, { PATH: '/own' }, entries)), [...entries, '/own']);
    assert.deepEqual(path(made({}, {}, entries)), entries);
    assert.deepEqual(path(made({ PATH: '/bin' }, { PATH: undefined }, entries)), entries);
  });

  it('keeps the spelling that Windows has for it', () => {
    const env = made({ Path: 'C:\\bin' }, {}, ['C:\\rg']);
    assert.equal(env['Path'], ['C:\\rg', 'C:\\bin'].join(delimiter));
    assert.equal(env['PATH'], undefined);
  });
});
