import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { rootId, sessionId } from '../../../src/model/ids.ts';
import type { ServerState } from '../../../src/model/server.ts';
import { diagnosticsText, type Surroundings } from '../../../src/present/diagnostics.ts';
import { placedPath } from '../../../src/present/placedPath.ts';
import { ServerHistory } from '../../../src/session/serverHistory.ts';
import { Store } from '../../../src/session/store.ts';
import { aSession, permission, textPart, userMessage } from '../../support/fixtures.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { aPrompt } from '../../support/replay.ts';
import { settled } from '../../support/sessionWorld.ts';

const folder = rootId('/home/ann/PATHMARK/repo');
const other = rootId('/srv/PATHMARK/other');
const s1 = aSession('s1', { rootId: folder, title: 'PROMPTMARK' });

const surroundings: Surroundings = {
  versions: [
    ['Extension', '0.1.0'],
    ['VS Code', '1.139.1 web'],
  ],
  settings: [['server.idleMinutes', '0']],
  home: '/home/ann',
};

const ready: ServerState = {
  kind: 'ready',
  version: '1.18.33',
  origin: 'http://127.0.0.1:43210',
  startedBy: 'thisWindow',
  program: '/home/ann/.opencode/bin/opencode',
};

/** A window in which things happen, and what its diagnostics say of it. */
class Window {
  readonly clock = new FakeClock();
  readonly store = new Store({ onError: (error) => assert.fail(String(error)) });
  readonly history = new ServerHistory(this.store, this.clock);

  constructor() {
    this.store.dispatch({ kind: 'rootAdded', rootId: folder, name: 'PATHMARK' });
    this.store.dispatch({ kind: 'rootAdded', rootId: other, name: 'PATHMARK too' });
  }

  async server(state: ServerState, root = folder): Promise<void> {
    this.store.dispatch({ kind: 'serverChanged', rootId: root, state });
    await settled();
    this.clock.advance(1_000);
  }

  get text(): string {
    return diagnosticsText({
      state: this.store.state,
      history: this.history,
      surroundings,
      now: this.clock.now(),
    });
  }
}

function crashed(message: string, restartsAt?: number): ServerState {
  const error = new AppError('server-killed', message, { detail: 'PROMPTMARK SECRETMARK' });
  return { kind: 'crashed', error, stderrTail: 'PROMPTMARK SECRETMARK /PATHMARK', restartsAt };
}

describe('diagnostics', () => {
  it('tell what there is to tell', async () => {
    const window = new Window();
    await settled();
    await window.server({ kind: 'starting', phase: 'locating', since: 0 });
    await window.server(ready);
    await window.server({ ...ready, kind: 'reconnecting', since: 0 });
    await window.server(ready);
    await window.server({ ...ready, kind: 'reconnecting', since: 0 });
    await window.server(crashed('It ended (signal SIGKILL).', 1));
    await window.server({ kind: 'starting', phase: 'locating', since: 0 });
    await window.server(ready);
    const refusal = new AppError('binary-not-found', 'No.');
    await window.server({ kind: 'refused', error: refusal }, other);
    assert.equal(
      window.text,
      `OpenCode Sessions: diagnostics of 2023-11-14T22:13:29Z

Extension: 0.1.0
VS Code: 1.139.1 web

Changed settings:
  server.idleMinutes: 0

Root 1
  Server: ready since 2023-11-14T22:13:27Z
  OpenCode: 1.18.33 from ~/.opencode/bin/opencode
  Port: 43210, started by this window
  Restarts in the last 10 minutes: 1
  Streams lost and found again: 1
  0 sessions (not loaded), 0 working, 0 waiting for an answer, 0 prompts on their way, 0 failed
  Steps:
    2023-11-14T22:13:20Z stopped
    2023-11-14T22:13:20Z starting
    2023-11-14T22:13:21Z ready
    2023-11-14T22:13:22Z reconnecting
    2023-11-14T22:13:23Z ready
    2023-11-14T22:13:24Z reconnecting
    2023-11-14T22:13:25Z crashed (server-killed, signal SIGKILL, to be started again)
    2023-11-14T22:13:26Z starting
    2023-11-14T22:13:27Z ready

Root 2
  Server: refused since 2023-11-14T22:13:28Z
  Restarts in the last 10 minutes: 0
  Streams lost and found again: 0
  0 sessions (not loaded), 0 working, 0 waiting for an answer, 0 prompts on their way, 0 failed
  Steps:
    2023-11-14T22:13:20Z stopped
    2023-11-14T22:13:28Z refused (binary-not-found)

Last errors:
  2023-11-14T22:13:25Z server-killed in root 1
  2023-11-14T22:13:28Z binary-not-found in root 2
`,
    );
  });

  it('say so when there is nothing', () => {
    const text = diagnosticsText({
      state: { roots: new Map() },
      history: { steps: () => [], place: () => undefined, errors: [] },
      surroundings: { ...surroundings, settings: [] },
      now: 0,
    });
    assert.match(text, /Changed settings: none\n\nLast errors: none\n$/);
  });

  it('say when the storage does not take what is noted of a server', async () => {
    const window = new Window();
    await window.server({ ...ready, unnoted: 'ENOSPC' });
    assert.match(window.text, /The storage cannot be written \(ENOSPC\): noted in the folder for /);
  });

  it('know where a server ran that runs no more', async () => {
    const window = new Window();
    await window.server(ready);
    await window.server(crashed('x'));
    assert.match(
      window.text,
      /Server: crashed since [^]*OpenCode: 1\.18\.33 from ~[^]*Port: 43210/,
    );
  });

  it('count what was long ago no longer', async () => {
    const window = new Window();
    await window.server(crashed('x', 1));
    await window.server(crashed('x'));
    assert.match(window.text, /last 10 minutes: 1\n/);
    window.clock.advance(10 * 60_000);
    assert.doesNotMatch(window.text, /last 10 minutes: 1\n/);
  });

  it('hold no prompt, no secret and no folder, wherever they stand', async () => {
    const window = new Window();
    const { store, history } = window;
    const mark = 'PROMPTMARK SECRETMARK /PATHMARK/x';
    store.dispatch({ kind: 'sessionChanged', rootId: folder, session: s1 });
    const message = userMessage('u1', 's1');
    const parts = [textPart('p1', message, { text: mark })];
    const page = { messages: [{ ...message, parts }] };
    const id = sessionId('s1');
    store.dispatch({
      kind: 'transcriptLoaded',
      rootId: folder,
      sessionId: id,
      page,
      position: 'newest',
    });
    const status = { kind: 'retry', attempt: 1, message: mark, nextAt: 0 } as const;
    store.dispatch({ kind: 'statusChanged', rootId: folder, sessionId: id, status });
    store.dispatch({ kind: 'requestAsked', rootId: folder, request: permission('PATHMARK', 's1') });
    store.dispatch({ kind: 'promptQueued', rootId: folder, prompt: aPrompt('PROMPTMARK') });
    const error = new AppError('http-status', mark, { detail: mark, cause: new Error(mark) });
    store.dispatch({
      kind: 'promptFailed',
      rootId: folder,
      promptId: aPrompt('PROMPTMARK').id,
      error,
    });
    store.dispatch({
      kind: 'turnFailed',
      rootId: folder,
      sessionId: id,
      error: { name: mark, message: mark, statusCode: 500 },
    });
    await settled();
    history.note(new Error(mark), folder);
    await window.server(crashed(`${mark} (exit code 7).`, 1));
    await window.server({
      ...ready,
      version: mark,
      origin: 'http://PATHMARK.example:80',
      startedBy: 'person',
      program: `${folder}/node_modules/.bin/opencode`,
    });
    await window.server({ ...ready, program: `${other}/opencode` }, other);
    assert.doesNotMatch(window.text, /PROMPTMARK|SECRETMARK|PATHMARK/);
    assert.match(window.text, /exit code 7/);
    assert.match(window.text, /from root 1:\/node_modules\/\.bin\/opencode/);
    assert.match(window.text, /provider-failed 500/);
    assert.match(window.text, /1 session \(not loaded\), 0 working/);
    assert.match(window.text, /Port: the default one of http, started by the person/);
  });
});

describe('a path that is told', () => {
  const home = [{ folder: '/home/ann/', name: '~' }];
  const windows = [{ folder: 'C:\\Users\\Ann', name: '~' }];

  it('has the folder under its name, and no other', () => {
    assert.equal(placedPath('/home/ann/bin/opencode', home), '~/bin/opencode');
    assert.equal(placedPath('/home/anna/bin/opencode', home), '/home/anna/bin/opencode');
    assert.equal(placedPath('/usr/bin/opencode', [{ folder: '', name: '~' }]), '/usr/bin/opencode');
  });

  it('is known on Windows however it is written', () => {
    assert.equal(placedPath('c:/users/ann/opencode.exe', windows), '~/opencode.exe');
    assert.equal(placedPath('C:\\Users\\Ann\\x\\opencode.exe', windows), '~\\x\\opencode.exe');
  });
});
