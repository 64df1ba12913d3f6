import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../../../src/base/errors.ts';
import { nullLogger } from '../../../../src/base/log.ts';
import { withAgentRules } from '../../../../src/opencode/permissions/configContent.ts';
import { decides, type ConfigRules } from '../../../../src/opencode/permissions/configRules.ts';
import { HttpClient, type HttpLimits } from '../../../../src/opencode/http/httpClient.ts';
import { PermissionDefaults } from '../../../../src/opencode/permissions/permissionDefaults.ts';
import { sendJson, startAnswers } from '../../../support/answers.ts';

const decisions: readonly (readonly [ConfigRules | undefined, boolean])[] = [
  [undefined, false],
  [{}, false],
  ['allow', true],
  [{ bash: 'allow' }, true],
  [{ bash: 'deny' }, true],
  [{ edit: 'allow' }, false],
  [{ '*': 'ask' }, true],
  [{ 'b*': 'allow' }, true],
  [{ '?ash': 'ask' }, false],
  [{ bash: { '*': 'allow' } }, true],
  [{ bash: { 'git *': 'allow', 'rm *': 'deny' } }, true],
  [{ bash: { 'git *': 'allow' } }, false],
  [{ 'b.sh': 'allow' }, false],
];

describe('whether a configuration decides about bash', () => {
  for (const [rules, expected] of decisions)
    it(`${JSON.stringify(rules) ?? 'nothing'}: ${expected ? 'yes' : 'no'}`, () => {
      assert.equal(decides(rules, 'bash', '?ash'), expected);
    });
});

describe('adding rules to OPENCODE_CONFIG_CONTENT', () => {
  const rules = [{ agent: 'build', name: 'NEW' }];
  const add = (content?: string): unknown => JSON.parse(withAgentRules(content, rules));

  it('makes one where there is none', () => {
    const expected = { agent: { build: { permission: { NEW: 'ask' } } } };
    assert.deepEqual(add(), expected);
    assert.deepEqual(add(' '), expected);
  });

  it('keeps all that is there, and comes after it', () => {
    const content = {
      model: 'a/b',
      agent: { build: { permission: { edit: 'deny' }, prompt: 'P' }, mine: { mode: 'primary' } },
    };
    const result = withAgentRules(JSON.stringify(content), rules);
    assert.match(result, /"edit":"deny","NEW":"ask"/);
    assert.match(result, /"prompt":"P"/);
    assert.match(result, /"mine":\{"mode":"primary"\}/);
    assert.match(result, /"model":"a\/b"/);
  });

  it('understands a permission that is one word', () => {
    assert.deepEqual(add('{"agent":{"build":{"permission":"deny"}}}'), {
      agent: { build: { permission: { '*': 'deny', NEW: 'ask' } } },
    });
  });

  it('refuses what it cannot read', () => {
    for (const content of ['{ // note', '[]', '"text"'])
      assert.throws(
        () => add(content),
        (error) => AppError.is(error, 'bad-environment'),
      );
  });
});

const configSchema = z.object({
  agent: z.record(z.string(), z.object({ permission: z.record(z.string(), z.string()) })),
});

describe('settling the permission defaults', () => {
  let slowness: number;
  let storage: string;
  let defaults: PermissionDefaults;

  beforeEach(() => {
    slowness = 0;
    storage = mkdtempSync(join(tmpdir(), 'permission-defaults-'));
    defaults = new PermissionDefaults(join(storage, 'permissions'), nullLogger);
    defaults.install();
  });
  afterEach(() => rmSync(storage, { recursive: true, force: true }));

  /** What OpenCode makes of our content: names come from the files. */
  function namesOf(agent: string): readonly string[] {
    const config = configSchema.parse(JSON.parse(defaults.configContent(undefined)));
    return Object.keys(config.agent[agent]?.permission ?? {}).map((name) =>
      readFileSync(name.slice('{file:'.length, -1), 'utf8'),
    );
  }

  async function settle(
    config: object,
    agents?: unknown,
    limits: Partial<HttpLimits> = {},
  ): Promise<readonly string[]> {
    const build = () => ({
      name: 'build',
      permission: [
        { permission: '*', pattern: '*', action: 'allow' },
        ...namesOf('build').map((permission) => ({ permission, pattern: '*', action: 'ask' })),
      ],
    });
    const server = await startAnswers((request, response) => {
      if (request.url === '/config')
        return void setTimeout(() => sendJson(response, config), slowness);
      return sendJson(response, request.url === '/agent' ? (agents ?? [build()]) : true);
    });
    const target = {
      origin: server.origin,
      directory: '/x',
      credentials: { username: 'u', password: 'p' },
    };
    const http = new HttpClient(target, limits);
    try {
      await defaults.settle(http);
      return server.requests.map((request) => request.url ?? '');
    } finally {
      http.dispose();
      await server.close();
    }
  }

  it('asks everywhere when nothing is decided, without another round', async () => {
    assert.deepEqual(await settle({}), ['/config', '/agent']);
    assert.deepEqual(namesOf('build'), ['?dit', '?ash']);
    assert.deepEqual(namesOf('general'), ['?dit', '?ash']);
  });

  it('withdraws what is decided, and makes OpenCode read again', async () => {
    const config = {
      permission: { edit: 'allow' },
      agent: { build: { permission: { bash: 'ask' } } },
    };
    assert.deepEqual(await settle(config), ['/config', '/instance/dispose', '/agent']);
    assert.deepEqual(namesOf('build'), ['withdrawn-edit', 'withdrawn-bash']);
    assert.deepEqual(namesOf('general'), ['withdrawn-edit', '?ash']);
  });

  it('asks again when the decision is taken back', async () => {
    await settle({ permission: { edit: 'allow' } });
    assert.deepEqual(await settle({}), ['/config', '/instance/dispose', '/agent']);
    assert.deepEqual(namesOf('build'), ['?dit', '?ash']);
  });

  it('waits longer for the first answer than for any other', async () => {
    slowness = 1_500;
    assert.deepEqual(await settle({}, undefined, { timeoutMs: 100 }), ['/config', '/agent']);
  });

  it('does nothing twice', async () => {
    await settle({ permission: { edit: 'allow' } });
    assert.deepEqual(await settle({ permission: { edit: 'allow' } }), ['/config', '/agent']);
  });

  it('refuses a server that would act unasked', async () => {
    const allowed = [{ permission: '*', pattern: '*', action: 'allow' }];
    await assert.rejects(settle({}, [{ name: 'build', permission: allowed }]), (error) => {
      assert.ok(AppError.is(error, 'acts-unasked'));
      assert.match(error.message, /build: edit, build: bash/);
      return true;
    });
  });

  it('minds no agent that is not there', async () => {
    await settle({}, []);
  });

  it('lets another window that uses the server see what is withdrawn', async () => {
    await settle({ permission: { edit: 'allow' } });
    defaults = new PermissionDefaults(join(storage, 'permissions'), nullLogger);
    assert.deepEqual(await settle({ permission: { edit: 'allow' } }), ['/config', '/agent']);
  });

  it('writes again what somebody has tidied up', async () => {
    rmSync(join(storage, 'permissions/build-edit'));
    assert.deepEqual(await settle({}), ['/config', '/instance/dispose', '/agent']);
    assert.deepEqual(namesOf('build'), ['?dit', '?ash']);
  });

  it('goes on asking when the disk does not take that it need not', async () => {
    rmSync(join(storage, 'permissions'), { recursive: true });
    writeFileSync(join(storage, 'permissions'), 'no folder');
    assert.deepEqual(await settle({ permission: { edit: 'allow' } }, []), ['/config', '/agent']);
  });

  it('leaves nothing but its files', async () => {
    await settle({ permission: { edit: 'allow' } });
    const files = ['build-bash', 'build-edit', 'general-bash', 'general-edit'];
    assert.deepEqual(readdirSync(join(storage, 'permissions')).toSorted(), files);
  });
});
