import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../src/base/time.ts';
import {
  forgetLoginShellPaths,
  loginShellPath,
  shellArguments,
} from '../../../../src/opencode/binary/loginShell.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { markedProcesses } from '../../../support/markedProcesses.ts';
import { until } from '../../../support/until.ts';

const mark = 'LOGIN_SHELL_TEST';

describe("the login shell's PATH", () => {
  let home: string;
  const never = new AbortController().signal;

  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'login-shell-')));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const env = (more = {}) => ({ PATH: process.env['PATH'], HOME: home, [mark]: home, ...more });
  const running = () => markedProcesses(mark, home).map(({ command }) => command);

  /** A shell of its own, since each is asked only once. It does what `body` says, then runs the command. */
  function shell(body: string, name = 'sh'): string {
    const path = join(home, name);
    writeFileSync(path, `#!/bin/sh\n${body}\nexec /bin/sh -c "$4"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  const ask = (SHELL: string, signal = never, clock = systemClock) =>
    loginShellPath(env({ SHELL }), clock, signal);

  for (const name of ['bash', 'dash'])
    it(`is what start files of ${name} make of it`, async () => {
      const path = join('/usr/bin', name);
      writeFileSync(
        join(home, '.profile'),
        'PATH="/from profile:$PATH"; export PATH\necho hello\n',
      );
      writeFileSync(join(home, '.bashrc'), '');
      const own = join(home, name);
      writeFileSync(own, `#!/bin/sh\nexec ${path} "$@"\n`);
      chmodSync(own, 0o755);
      assert.match((await ask(own)) ?? '', /^\/from profile:.*\/bin/);
    });

  it('is told from all else that start files print', async () => {
    const path = await ask(shell('set -x; env; echo "$@"; PATH=/a:/b; export PATH; echo PATH=/no'));
    assert.equal(path, '/a:/b');
  });

  it('is asked for once', async () => {
    const once = shell(
      `echo x >> ${join(home, 'asked')}; PATH=$(wc -c < ${join(home, 'asked')}); export PATH`,
    );
    const [first, second] = await Promise.all([ask(once), ask(once)]);
    assert.equal(first?.trim(), '2');
    assert.equal(second, first);
    assert.equal(await ask(once), first);
  });

  it('is unknown when the shell fails, is missing or is none', async () => {
    assert.equal(await ask(shell('exit 1')), undefined);
    assert.equal(await ask(join(home, 'missing')), undefined);
    assert.equal(await ask('/usr/sbin/nologin'), undefined);
    assert.equal(await ask('sh'), undefined);
  });

  it('is given up after a while, and nothing goes on running', async () => {
    const clock = new FakeClock();
    const answer = ask(shell('sleep 1000 & sleep 1000'), never, clock);
    await until(() => running().filter((line) => line.includes('sleep')).length === 2, {
      what: 'the shell',
    });
    clock.advance(9_999);
    assert.notEqual(running().length, 0);
    clock.advance(1);
    assert.equal(await answer, undefined);
    await until(() => running().length === 0, { what: 'the end of all that it started' });
    assert.equal(clock.waiting, 0);
  });

  it('is asked for again after the shell has failed or was too slow', async () => {
    const failing = shell('exit 1');
    assert.equal(await ask(failing), undefined);
    shell('PATH=/mended; export PATH');
    assert.equal(await ask(failing), '/mended');
    const clock = new FakeClock();
    const slow = shell('sleep 1000', 'slow');
    const answer = ask(slow, never, clock);
    clock.advance(10_000);
    assert.equal(await answer, undefined);
    shell('PATH=/awake; export PATH', 'slow');
    assert.equal(await ask(slow), '/awake');
  });

  it('is asked for again once it is forgotten, but not a second time at once', async () => {
    const changing = shell('PATH=/before; export PATH');
    const asking = ask(changing);
    forgetLoginShellPaths();
    assert.deepEqual(await Promise.all([asking, ask(changing)]), ['/before', '/before']);
    shell('PATH=/after; export PATH');
    assert.equal(await ask(changing), '/before');
    forgetLoginShellPaths();
    assert.equal(await ask(changing), '/after');
  });

  it('goes on for others when one no longer waits, and ends with the last', async () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const slow = shell('sleep 1000');
    const answers = [ask(slow, one.signal), ask(slow, two.signal)];
    await until(() => running().length > 0, { what: 'the shell' });
    one.abort(new Error('first'));
    await assert.rejects(answers[0] ?? assert.fail(), /first/);
    assert.notEqual(running().length, 0);
    two.abort(new Error('second'));
    await assert.rejects(answers[1] ?? assert.fail(), /second/);
    await until(() => running().length === 0, { what: 'the end of the shell' });
    writeFileSync(slow, '#!/bin/sh\nPATH=/again; export PATH\nexec /bin/sh -c "$4"\n');
    assert.equal(await ask(slow), '/again', 'a question that was given up is asked again');
  });

  it('is asked for in the words of each shell', () => {
    const command = shellArguments('/bin/zsh')?.at(-1) ?? '';
    assert.match(command, /^\/bin\/sh -c '[^']+'$/);
    for (const name of ['zsh', 'bash', 'fish', 'ksh', 'whatever'])
      assert.deepEqual(shellArguments(`/bin/${name}`), ['-i', '-l', '-c', command]);
    assert.deepEqual(shellArguments('/bin/tcsh'), ['-i', '-c', command]);
    assert.deepEqual(shellArguments('/bin/nu'), ['-i', '-l', '-c', `^${command}`]);
    assert.deepEqual(shellArguments('/bin/pwsh'), ['-Login', '-Command', command]);
    for (const name of ['xonsh', 'elvish', 'nologin', 'false'])
      assert.equal(shellArguments(`/bin/${name}`), undefined);
  });
});
