import assert from 'node:assert/strict';
import { secretsIn } from '../../../../src/opencode/server/environmentSecrets.ts';
import { ProgramPool } from '../../../support/programPool.ts';

describe('the secrets of an environment', () => {
  it('are the values whose names say so', () => {
    const names = ['OPENAI_API_KEY', 'gh_token', 'CLIENT_SECRET', 'PGPASSWORD', 'MY_CREDENTIALS'];
    for (const name of names) assert.deepEqual(secretsIn({ [name]: 'value-1' }), ['value-1'], name);
    assert.deepEqual(secretsIn({ PATH: '/bin:/usr/bin', LANG: 'de', HOME: '/home/ada' }), []);
  });

  it('are not values that words are made of', () => {
    assert.deepEqual(secretsIn({ TOKEN_LIMIT: '1', KEYS: '', A_SECRET: undefined }), []);
  });

  it('are the lines of a key that has several', () => {
    const found = secretsIn({ SSH_KEY: 'begin\nmiddle\nend' });
    assert.deepEqual(found, ['begin\nmiddle\nend', 'middle', 'begin']);
  });

  it('are passwords of addresses, as written, as meant and as a header', () => {
    const found = secretsIn({ HTTPS_PROXY: 'http://ada:p%40ssword@proxy.example:3128' });
    const header = Buffer.from('ada:p@ssword').toString('base64');
    assert.deepEqual(new Set(found), new Set(['p%40ssword', 'p@ssword', header]));
    assert.deepEqual(secretsIn({ HTTPS_PROXY: 'http://ada@proxy.example:3128' }), []);
    assert.deepEqual(secretsIn({ A_URL: 'http://a:100%@b' }), ['YToxMDAl', '100%']);
  });

  it('put one that holds another first', () => {
    assert.deepEqual(secretsIn({ A_KEY: 'short', B_KEY: 'short-and-more' }), [
      'short-and-more',
      'short',
    ]);
  });
});

describe('a server that tells the secrets of its environment', () => {
  it('is not heard', async () => {
    const world = new ProgramPool();
    const extraEnv = { MY_API_KEY: 'sesame-1', http_proxy: 'http://ada:sesame2@proxy.example:1' };
    const binaryPath = world.program(
      'echo "opencode has $MY_API_KEY, $http_proxy and sesame2"; exit 1',
    );
    world.open(binaryPath, {
      settings: () => ({ binaryPath, permissionMode: 'ask', extraEnv }),
    });
    const error = await world.fails('server-exited');
    const heard = [...world.lines, error.message, error.detail].join('\n');
    assert.match(heard, /opencode has \[redacted\], http:\/\/ada:\[redacted\]@proxy/);
    assert.doesNotMatch(heard, /sesame/);
    await world.end();
  });
});
