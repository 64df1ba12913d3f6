import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { compareVersions, testedVersion } from '../../../src/opencode/binary/versionRange.ts';
import { LiveServer } from '../../support/liveServer.ts';
import { versionVariable } from '../../support/opencodeBinary.ts';
import { comparable, type Account, type AskMode } from '../../support/parity/account.ts';
import { OurSide, type StreamChange } from '../../support/parity/ourSide.ts';
import { parityRules } from '../../support/parity/parityProject.ts';
import { theirAccount } from '../../support/parity/theirSide.ts';

interface Case {
  readonly name: string;
  readonly script: string;
  readonly mode: AskMode;
  /** The oldest version in which `opencode run` is known to come to an end. */
  readonly from?: string;
}

/** Before, `opencode run` waited for ever for what a sub-agent asked; see `unattended.test.ts`. */
const answersSubagents = '1.18.33';
const version = process.env[versionVariable] ?? testedVersion;

const cases: readonly Case[] = [
  { name: 'basic', script: 'hello', mode: 'reject' },
  { name: 'with a tool', script: 'read', mode: 'reject' },
  { name: 'with a permission that nobody gives', script: 'bash', mode: 'reject' },
  { name: 'with a permission', script: 'bash', mode: 'allow' },
  { name: 'with several permissions that nobody gives', script: 'bash2', mode: 'reject' },
  { name: 'with several permissions at once', script: 'bash2', mode: 'allow' },
  {
    name: 'with a sub-agent that nobody answers',
    script: 'task',
    mode: 'reject',
    from: answersSubagents,
  },
  { name: 'with a sub-agent', script: 'task', mode: 'allow', from: answersSubagents },
  { name: 'comprehensive', script: 'comprehensive', mode: 'allow' },
  { name: 'with a rate limit and a retry', script: 'err429', mode: 'reject' },
  { name: 'with an internal error and a retry', script: 'internal-error-once', mode: 'reject' },
  { name: 'with an internal error', script: 'internal-error', mode: 'reject' },
  { name: 'with a key that is refused', script: 'err401', mode: 'reject' },
];

interface Defect {
  readonly name: string;
  readonly script: string;
  readonly change: StreamChange;
  /** Of the account: where it shows. */
  readonly field: keyof Account;
}

/** What a worse product would make of the stream: each must be seen. */
const defects: readonly Defect[] = [
  {
    name: 'a part that gets lost',
    script: 'bash',
    change: (event) => {
      const isLost = event.kind === 'partChanged' && event.part.kind === 'tool';
      return isLost && event.part.state.kind === 'completed' ? [] : [event];
    },
    field: 'beats',
  },
  {
    name: 'a piece of text that comes twice',
    script: 'bash',
    change: (event) => (event.kind === 'textAppended' ? [event, event] : [event]),
    field: 'beats',
  },
  {
    name: 'a retry that nobody hears of',
    script: 'err429',
    change: (event) =>
      event.kind === 'statusChanged' && event.status.kind === 'retry' ? [] : [event],
    field: 'retries',
  },
];

describe('a conversation through `opencode run` and through us', function () {
  this.timeout(300_000);
  let live: LiveServer;
  let ours: OurSide;
  const told = new Map<string, Promise<Account>>();

  before(async () => {
    live = await LiveServer.start({
      config: parityRules,
      settings: { permissionMode: 'config' },
    });
    ours = new OurSide(live);
  });

  after(async () => {
    ours.dispose();
    await live.end();
  });

  function theirs(script: string, mode: AskMode): Promise<Account> {
    const key = `${script} ${mode}`;
    const account = told.get(key) ?? theirAccount(live, script, mode);
    told.set(key, account);
    return account;
  }

  for (const { name, script, mode } of cases.filter(comesToAnEnd)) {
    it(`is the same: ${name}`, async () => {
      const expected = comparable(await theirs(script, mode));
      assert.deepEqual(comparable(await ours.account(script, mode)), expected);
    });
  }

  for (const { name, script, change, field } of defects) {
    it(`would not be the same with ${name}`, async () => {
      const expected = await theirs(script, 'allow');
      const actual = await ours.account(script, 'allow', change);
      assert.deepEqual(differingFields(actual, expected), [field]);
    });
  }
});

function comesToAnEnd({ from }: Case): boolean {
  return from === undefined || compareVersions(version, from) >= 0;
}

function differingFields(actual: Account, expected: Account): readonly string[] {
  const [ours, theirs] = [comparable(actual), comparable(expected)].map(
    (value) => new Map(Object.entries(value ?? {})),
  );
  return [...(theirs?.keys() ?? [])].filter(
    (key) => !isDeepStrictEqual(ours?.get(key), theirs?.get(key)),
  );
}
