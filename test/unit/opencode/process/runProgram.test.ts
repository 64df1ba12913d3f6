import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/base/time.ts';
import { runProgram } from '../../../../src/opencode/process/runProgram.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { markedProcesses } from '../../../support/markedProcesses.ts';
import { until } from '../../../support/until.ts';

const name = 'RUN_PROGRAM_TEST';

describe('a program that is run to its end', () => {
  const never = new AbortController().signal;
  let turn = 0;
  let value: string;
  beforeEach(() => {
    value = `${process.pid}-${++turn}`;
  });

  const sh = (body: string, signal = never, clock = systemClock) =>
    runProgram(
      {
        command: '/bin/sh',
        args: ['-c', body],
        env: { ...process.env, [name]: value },
        limitMs: 10_000,
        clock,
      },
      signal,
    );
  const sleeping = () =>
    markedProcesses(name, value).filter(({ command }) => command.includes('sleep'));

  it('tells what it wrote and how it ended', async () => {
    assert.deepEqual(await sh('echo out; echo err >&2; exit 3'), {
      kind: 'exited',
      how: 'exit code 3',
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    const killed = await sh('kill -9 $$');
    assert.deepEqual([killed.kind, killed.how], ['signalled', 'signal SIGKILL']);
  });

  it('has nothing to read', async () =>
    assert.equal((await sh('cat; echo done')).stdout, 'done\n'));

  it('keeps the end of what it wrote, however much that is', async () => {
    const { stdout } = await sh('head -c 3000000 /dev/zero | tr "\\0" x; echo; echo last');
    assert.match(stdout.slice(-10), /xxx\nlast\n$/);
    assert.ok(stdout.length <= 64 * 1024);
  });

  it('ends though something that it left behind holds its output', async () => {
    const { stdout } = await sh('sleep 1000 & echo done');
    assert.equal(stdout, 'done\n');
    for (const { pid } of sleeping()) process.kill(pid, 'SIGKILL');
  });

  it('is ended after its time, with all below it', async () => {
    const clock = new FakeClock();
    const end = sh('setsid sleep 1000 & sh -c "sleep 1000; :" & sleep 1000', never, clock);
    await until(() => sleeping().length >= 4, { what: 'the program' });
    clock.advance(10_000);
    assert.equal((await end).how, 'no end within 10 s');
    await until(() => sleeping().length === 0, { what: 'the end of all' });
    assert.equal(clock.waiting, 0);
  });

  it('is ended at once by the signal, which is then the reason', async () => {
    const abort = new AbortController();
    const end = sh('sleep 1000; :', abort.signal);
    await until(() => sleeping().length > 0, { what: 'the program' });
    abort.abort(new Error('enough'));
    await assert.rejects(end, /enough/);
    await until(() => sleeping().length === 0, { what: 'the end of all' });
    await assert.rejects(sh('echo', abort.signal), /enough/);
  });

  it('may not be there at all', async () => {
    const run = { command: '/nowhere', args: [], env: {}, limitMs: 1, clock: new FakeClock() };
    const { kind, how } = await runProgram(run, never);
    assert.equal(kind, 'not-started');
    assert.match(how, /ENOENT/);
    assert.equal(run.clock.waiting, 0);
    const bad = await runProgram({ ...run, command: 'no\0thing' }, never);
    assert.equal(bad.kind, 'not-started');
  });
});
