import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { isListed } from '../../../../src/opencode/process/imageName.ts';
import {
  parseCim,
  parsePs,
  parsePsEnvironments,
  parseStat,
  psColumns,
  psEnvironment,
} from '../../../../src/opencode/process/listedProcess.ts';
import { isSame, nameOf, refOf } from '../../../../src/opencode/process/processIdentity.ts';
import {
  isRunning,
  isSameNow,
  listProcesses,
  mayRun,
  thisProcess,
} from '../../../../src/opencode/process/processTable.ts';
import { leftBy } from '../../../../src/opencode/process/processTree.ts';

describe('the name of a process', () => {
  it('holds any start and gives it back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4_194_304 }),
        fc.string({ unit: 'grapheme-ascii' }),
        (pid, startedAt) => {
          const name = nameOf({ pid, startedAt });
          assert.match(name, /^\d+-[\w%]*$/);
          assert.deepEqual(refOf(name), { pid, startedAt });
        },
      ),
    );
  });

  for (const name of ['', '12', '-5', '0-1', 'x-1', '12-%', '12-a-b', '99999999999-1'])
    it(`is not "${name}"`, () => {
      assert.equal(refOf(name), undefined);
    });
});

describe('a process whose start is not known', () => {
  const unknown = { pid: process.pid, startedAt: '', binary: process.execPath };

  it('is not certainly any other', () => {
    assert.equal(isSame(unknown, unknown), false);
  });

  it('may run, and is not certain to', async () => {
    assert.equal(mayRun(unknown), true);
    assert.equal(await isRunning(unknown), true);
    assert.equal(isSameNow(unknown), false);
  });
});

describe('a process of Linux', () => {
  const stat = (name: string, state = 'S') =>
    `42 (${name}) ${state} 7 ${Array.from({ length: 17 }, (_, at) => at).join(' ')} 98765 1 2 3`;

  it('is told by its start since the boot', () => {
    assert.deepEqual(parseStat(stat('node')), { pid: 42, parent: 7, startedAt: '98765' });
  });

  it('may have any name', () => {
    for (const name of ['a b', 'x) S 1 (', ')', '42 (node) S 9', ''])
      assert.deepEqual(parseStat(stat(name)), { pid: 42, parent: 7, startedAt: '98765' });
  });

  it('has ended when only its parent has not noticed yet', () => {
    assert.equal(parseStat(stat('node', 'Z')), undefined);
    assert.equal(parseStat(stat('node', 'X')), undefined);
  });

  it('is none where nothing is', () => {
    for (const text of ['', '42', '42 (node', '42 (node) S', 'x (y) S 1'])
      assert.equal(parseStat(text), undefined);
  });

  it('is found as the kernel shows it', function () {
    if (process.platform !== 'linux') this.skip();
    const own = parseStat(readFileSync('/proc/self/stat', 'utf8'));
    assert.equal(own?.pid, process.pid);
    assert.equal(own?.parent, process.ppid);
  });
});

describe('the processes that ps lists', () => {
  const output = `    1     0 S    Sat Nov 21 01:43:34 2026
 4321     1 Ss+  Mon Nov  2 09:05:01 2026
 4322  4321 Z    Mon Nov  2 09:05:02 2026
`;

  it('have their start in one spelling', () => {
    assert.deepEqual(parsePs(output), [
      { pid: 1, parent: 0, startedAt: 'Sat Nov 21 01:43:34 2026' },
      { pid: 4321, parent: 1, startedAt: 'Mon Nov 2 09:05:01 2026' },
    ]);
    assert.deepEqual(parsePs(''), []);
  });

  it('are the same in every language and time zone', () => {
    const ask = (env: object) =>
      execFileSync('ps', ['-p', String(process.pid), '-o', psColumns], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'de_DE.UTF-8', TZ: 'Asia/Tokyo', ...env },
      });
    const here = parsePs(ask(psEnvironment));
    const there = parsePs(ask({ ...psEnvironment, LANG: 'fr_FR.UTF-8' }));
    assert.equal(here.length, 1);
    assert.deepEqual(here, there);
    assert.notDeepEqual(here, parsePs(ask({})));
  });
});

describe('the environments that ps shows behind the command lines', () => {
  const variable = 'OPENCODE_SESSIONS_RUN=1';

  it('are told from the command lines', () => {
    const commands = '10 sleep 600\n11 grep OPENCODE_SESSIONS_RUN=1 file\n12 bash\n13 top\n';
    const shown = `10 sleep 600 HOME=/h ${variable} PATH=/bin
11 grep OPENCODE_SESSIONS_RUN=1 file HOME=/h
12 bash HOME=/h OPENCODE_SESSIONS_RUN=12
14 sleep 600 ${variable}
13 other ${variable}\n`;
    assert.deepEqual(parsePsEnvironments(shown, commands, variable), [10]);
  });
});

describe('the processes that Windows lists', () => {
  const one = { ProcessId: 8, ParentProcessId: 4, Started: '134080000000000000' };

  it('have their start as a number', () => {
    const system = { ProcessId: 0, ParentProcessId: 0, Started: null };
    assert.deepEqual(parseCim(JSON.stringify([system, one])), [
      { pid: 8, parent: 4, startedAt: '134080000000000000' },
    ]);
  });

  it('may be a single one', () => {
    assert.equal(parseCim(JSON.stringify(one)).length, 1);
  });

  it('are no list when PowerShell says something else', () => {
    assert.throws(() => parseCim('Access denied.'));
    assert.throws(() => parseCim('{"error":1}'));
  });

  it('are what a dead server left when they began in its time', () => {
    const server = { pid: 10, startedAt: '1000' };
    const tool = { pid: 11, parent: 10, startedAt: '1500' };
    const older = { pid: 12, parent: 10, startedAt: '900' };
    const stranger = { pid: 13, parent: 9, startedAt: '1500' };
    assert.deepEqual(leftBy(server, [tool, older, stranger]), [11]);
    const heir = { pid: 10, parent: 1, startedAt: '2000' };
    const child = { pid: 14, parent: 10, startedAt: '2100' };
    assert.deepEqual(leftBy(server, [tool, heir, child]), [11]);
  });

  it('are none of a server whose start is not known', () => {
    const child = { pid: 11, parent: 10, startedAt: '1500' };
    assert.deepEqual(leftBy({ pid: 10, startedAt: '' }, [child]), []);
  });
});

describe('the program of a process of Windows', () => {
  const output = '"opencode.exe","4321","Console","1","451,204 K"\r\n';

  it('is told by its name', () => {
    assert.equal(isListed(output, 4321, String.raw`C:\Tools\OpenCode.exe`), true);
    assert.equal(isListed(output, 4321, String.raw`C:\Tools\node.exe`), false);
    assert.equal(isListed(output, 432, 'opencode.exe'), false);
  });

  it('is none where there is no such process', () => {
    const sentence = 'INFORMATION: Es werden keine Aufgaben mit den Kriterien ausgeführt.\r\n';
    for (const text of ['', sentence]) assert.equal(isListed(text, 4321, 'opencode.exe'), false);
  });
});

describe('the list of processes', () => {
  it('has this one in it, always with the same start', async () => {
    const own = await thisProcess();
    assert.equal(own.pid, process.pid);
    assert.notEqual(own.startedAt, '');
    assert.ok((await listProcesses()).some((each) => isSame(each, own)));
  });
});
