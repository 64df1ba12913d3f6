import assert from 'node:assert/strict';
import { originOf, readMachine, thisMachine } from '../../../../src/opencode/registry/machine.ts';
import type { AskedSystem } from '../../../../src/opencode/registry/machineId.ts';

type Answers = Readonly<Record<string, string>>;

/** Answers by file, link or program; what it has no answer for it does not tell. */
function system(
  platform: NodeJS.Platform,
  answers: Answers,
  change: Partial<AskedSystem> = {},
): AskedSystem {
  const answer = (question: string) => {
    const found = answers[question];
    if (found === undefined) throw new Error(`ENOENT: ${question}`);
    return found;
  };
  const run = (program: string, args: readonly string[]) => answer([program, ...args].join(' '));
  return { platform, hostname: () => 'laptop', read: answer, readLink: answer, run, ...change };
}

const renamed = { hostname: () => 'laptop.guests.example' };
const id = '3d1219c7c4c5404aaa1f6d2a48adfda4';

describe('a machine with Linux', () => {
  const answers: Answers = {
    '/etc/machine-id': `${id}\n`,
    '/proc/sys/kernel/random/boot_id': 'd34e95ea-8787-43d0-a0e5-e90fb78c4c7f\n',
    '/proc/self/ns/pid': 'pid:[4026531836]',
  };
  const linux = (change: Answers = {}, more: Partial<AskedSystem> = {}) =>
    readMachine(system('linux', { ...answers, ...change }, more));
  const container = (space: string, more: Partial<AskedSystem> = {}) =>
    linux({ '/proc/self/ns/pid': `pid:[${space}]` }, more);

  it('is the same whatever it is called', () => {
    assert.equal(originOf(linux(), linux({}, renamed)), 'here');
  });

  it('is another one with another id', () => {
    const other = linux({ '/etc/machine-id': id.replaceAll('3', '4') });
    assert.equal(originOf(other, linux()), 'elsewhere');
  });

  it('tells its boots apart', () => {
    const before = linux({ '/proc/sys/kernel/random/boot_id': 'another' });
    assert.equal(originOf(before, linux()), 'earlier');
  });

  it('tells its containers apart in the same boot, also when they have one name', () => {
    assert.equal(originOf(container('4026532201'), container('4026532305')), 'elsewhere');
    assert.equal(originOf(container('4026532201'), linux()), 'elsewhere');
  });

  it('knows a container again after a boot by its name', () => {
    const boot = { '/proc/sys/kernel/random/boot_id': 'another', '/proc/self/ns/pid': 'pid:[1]' };
    assert.equal(originOf(linux(boot), container('4026532201')), 'earlier');
    assert.equal(originOf(linux(boot, renamed), container('4026532201')), 'elsewhere');
  });

  it('has its id in the file of D-Bus where there is no systemd', () => {
    const dbus = { '/var/lib/dbus/machine-id': id };
    for (const none of ['', 'uninitialized\n'])
      assert.deepEqual(linux({ ...dbus, '/etc/machine-id': none }), linux());
  });

  it('is known by its name where it has no id', () => {
    const none = { '/etc/machine-id': '' };
    assert.equal(originOf(linux(none), linux(none)), 'here');
    assert.equal(originOf(linux(none), linux(none, renamed)), 'elsewhere');
  });

  it('keeps its id to itself', () => {
    assert.doesNotMatch(JSON.stringify(linux()), new RegExp(id.slice(0, 8)));
  });
});

describe('a machine with another system', () => {
  const ioreg = '/usr/sbin/ioreg -rd1 -c IOPlatformExpertDevice';
  const reg = String.raw`C:\Windows\System32\reg.exe query HKLM\SOFTWARE\Microsoft\Cryptography /v MachineGuid`;
  const mac = (uuid: string) =>
    `+-o J314sAP  <class IOPlatformExpertDevice>\n    {\n      "IOPlatformUUID" = "${uuid}"\n    }\n`;
  const windows = (guid: string) =>
    `\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    ${guid}\r\n\r\n`;
  const systems = [
    ['darwin', ioreg, mac],
    ['win32', reg, windows],
  ] as const;

  for (const [platform, question, answer] of systems) {
    const machine = (told: string, change: Partial<AskedSystem> = {}) =>
      readMachine(system(platform, { [question]: told }, change));

    it(`is known by its id on ${platform}, whatever it is called`, () => {
      const one = answer('564D1C2E-0000');
      assert.equal(originOf(machine(one), machine(one, renamed)), 'here');
      assert.equal(originOf(machine(answer('564D1C2E-0001')), machine(one)), 'elsewhere');
    });

    it(`is known by its name on ${platform} when the system does not tell`, () => {
      assert.equal(originOf(machine('?'), readMachine(system(platform, {}))), 'here');
      assert.equal(originOf(machine('?'), machine('?', renamed)), 'elsewhere');
    });
  }

  it('is known by its name on any other', () => {
    const bsd = (change: Partial<AskedSystem>) => readMachine(system('freebsd', {}, change));
    assert.equal(originOf(bsd({}), bsd({})), 'here');
    assert.equal(originOf(bsd({}), bsd(renamed)), 'elsewhere');
  });
});

describe('this machine', () => {
  it('is here', () => {
    assert.equal(originOf(thisMachine()), 'here');
  });
});
