import assert from 'node:assert/strict';
import { AppError, errorCodes, type ErrorCode } from '../../../src/base/errors.ts';
import { rootId, sessionId } from '../../../src/model/ids.ts';
import { stoppedServer, type ServerState } from '../../../src/model/server.ts';
import { errorTitle, problemOf } from '../../../src/present/errorText.ts';
import { serverSwitch } from '../../../src/present/serverSwitch.ts';
import { exposureText } from '../../../src/present/exposureText.ts';
import { canStop, serverText, serverView } from '../../../src/present/serverText.ts';
import { sessionRows } from '../../../src/present/sessionRows.ts';
import { menuItems, statusLine } from '../../../src/present/statusLine.ts';
import { emptyRoot, type RootState, type State } from '../../../src/session/state.ts';
import { aSession } from '../../support/fixtures.ts';

const url = 'https://code.example.com:4096';
const place = { version: '1.18.33', origin: url, startedBy: 'person' } as const;
const attached: ServerState = { kind: 'ready', ...place };
const ours: ServerState = { ...attached, origin: 'http://127.0.0.1:1', startedBy: 'thisWindow' };

const session = (name: string, parent?: string) =>
  aSession(name, parent === undefined ? {} : { parentId: sessionId(parent) });

function stateOf(...servers: readonly (ServerState | Partial<RootState>)[]): State {
  const roots = servers.map((change, index): RootState => {
    const id = rootId(`/work/${index}`);
    const own = 'kind' in change ? { server: change } : change;
    return { ...emptyRoot(id, `folder ${index}`), ...own };
  });
  return { roots: new Map(roots.map((root) => [root.id, root])) };
}

describe('the errors of a server that the person runs', () => {
  const fail = (code: ErrorCode, message = 'OpenCode answered /x with status 403.') =>
    new AppError(code, message, { attachedTo: url });

  const titles: readonly (readonly [ErrorCode, string])[] = [
    ['server-unreachable', `No OpenCode server answers at ${url}.`],
    ['server-unauthorized', `The OpenCode server at ${url} refused the user name or the password.`],
    ['password-missing', `The OpenCode server at ${url} asks for a password.`],
    ['server-foreign', `What answers at ${url} is not an OpenCode server.`],
    ['http-status', 'OpenCode answered /x with status 403.'],
  ];
  for (const [code, title] of titles) {
    it(`say for ${code}: ${title}`, () => assert.equal(errorTitle(fail(code)), title));
  }

  it('give the reason why a certificate is not trusted', () => {
    const title = errorTitle(fail('server-untrusted', 'it has expired'));
    assert.equal(title, `The certificate of ${url} cannot be trusted: it has expired.`);
  });

  it('offer to set the password where one is asked for', () => {
    for (const code of ['password-missing', 'server-unauthorized'] as const) {
      assert.equal(problemOf(fail(code)).actions[0]?.label, 'Set Password…');
      const managed = problemOf(new AppError(code, 'x')).actions;
      assert.ok(!managed.some(({ id }) => id === 'setPassword'));
    }
  });

  const codes = errorCodes.filter((code) =>
    /^(server-(un|foreign|too|changed)|password|http|bad-payload|route|not-found|unexpected)/.test(
      code,
    ),
  );
  for (const code of codes) {
    it(`lead back to it after ${code}, and to nothing that is ours`, () => {
      const view = serverView({ kind: 'refused', error: fail(code) });
      assert.ok(view.kind === 'problem');
      const ids = view.problem.actions.map(({ id }) => id);
      assert.ok(ids.includes('retry'));
      assert.doesNotMatch(ids.join(' '), /restartServer|openServerLog|install|chooseBinary/);
      assert.match(view.problem.title, /^[A-Z].*[.…]$/);
    });
  }
});

describe('a server that the person runs', () => {
  it('is said to be theirs, and where', () => {
    assert.equal(serverText(attached), 'OpenCode 1.18.33 at code.example.com:4096');
    assert.equal(serverText(ours), 'OpenCode 1.18.33');
    const [row] = sessionRows(stateOf(attached), 0);
    assert.equal(row?.description, 'at code.example.com:4096');
    assert.equal(row.contextValue, 'root.attached');
    assert.match(statusLine(stateOf(attached)).tooltip, /1\.18\.33 at code\.example\.com:4096/);
  });

  it('is connected to rather than started or stopped', () => {
    const labels = (state: State, isAttaching: boolean) =>
      menuItems(state, isAttaching)
        .map(({ label }) => label)
        .filter((label) => label.includes('Server') && !label.includes('Output'));
    assert.deepEqual(labels(stateOf(attached), true), ['$(plug) Reconnect to Server']);
    assert.deepEqual(labels(stateOf(attached), false), ['$(plug) Reconnect to Server']);
    const error = new AppError('bad-payload', 'x', { attachedTo: url });
    const unreadable: ServerState = { kind: 'refused', error, place };
    assert.deepEqual(labels(stateOf(unreadable), true), ['$(plug) Reconnect to Server']);
    assert.deepEqual(labels(stateOf(stoppedServer), true), ['$(plug) Connect to Server']);
    assert.deepEqual(labels(stateOf(stoppedServer), false), ['$(debug-start) Start Server']);
  });

  it('is not ours to stop, whether or not its sessions can be read', () => {
    const unreadable = { kind: 'refused', error: new AppError('bad-payload', 'x') } as const;
    const stopped: readonly ServerState[] = [attached, { ...unreadable, place }, unreadable];
    assert.deepEqual(stopped.map(canStop), [false, false, false]);
    assert.ok(canStop(ours));
    assert.ok(canStop({ ...unreadable, place: { ...place, startedBy: 'otherWindow' } }));
  });

  it('is not said not to start when it cannot be connected to', () => {
    const error = new AppError('server-unreachable', 'x', { attachedTo: url });
    const line = statusLine(stateOf({ kind: 'refused', error }));
    assert.equal(line.text, '$(error) OpenCode: cannot connect');
  });

  it('is warned of when its connection can be read, before a password is typed too', () => {
    const exposed = 'http://code.example.com';
    const error = new AppError('password-missing', 'x', { attachedTo: exposed });
    for (const server of [
      { ...attached, origin: exposed },
      { kind: 'refused', error },
    ] as const) {
      const text = exposureText(stateOf(ours, server));
      assert.match(text ?? '', /to http:\/\/code\.example\.com is not encrypted: prompts, code/);
    }
    assert.equal(exposureText(stateOf(ours, attached, stoppedServer)), undefined);
  });
});

describe('a change of the server', () => {
  const ids = (state: State, wanted: string | undefined) => serverSwitch(state, wanted).roots;
  const here = [rootId('/work/0')];
  const error = new AppError('server-unreachable', 'x', { attachedTo: url });

  const cases: readonly (readonly [string, ServerState, string | undefined, boolean])[] = [
    ['to one, of a folder that nobody uses', stoppedServer, url, false],
    ['to one, of a folder with a server of ours', ours, url, true],
    [
      'to one, of a folder that starts',
      { kind: 'starting', phase: 'spawning', since: 0 },
      url,
      true,
    ],
    ['to the same one', attached, url, false],
    ['to the same one, which is lost', { ...attached, kind: 'reconnecting', since: 0 }, url, false],
    ['to another one', attached, `${url}/other`, true],
    ['to another one, of a folder that has none', { kind: 'refused', error }, url, true],
    ['back to ours', attached, undefined, true],
    ['back to ours, where ours runs', ours, undefined, false],
    ['back to ours, of a folder that nobody uses', stoppedServer, undefined, false],
  ];
  for (const [about, server, wanted, changes] of cases) {
    it(`${changes ? 'is made' : 'is no change'} ${about}`, () => {
      assert.deepEqual(ids(stateOf(server), wanted), changes ? here : []);
    });
  }

  const sessions = new Map(
    [session('ses_a'), session('ses_b'), session('ses_sub', 'ses_a')].map((each) => [
      each.id,
      each,
    ]),
  );
  const working = (server: ServerState, ...names: readonly string[]) =>
    stateOf({
      server,
      sessions,
      statuses: new Map(names.map((name) => [sessionId(name), { kind: 'busy' } as const])),
    });

  it('asks nobody when nothing works', () => {
    assert.equal(serverSwitch(working(ours), url).question, undefined);
    assert.equal(serverSwitch(working(attached, 'ses_a'), url).question, undefined);
  });

  it('asks before it interrupts, and counts what a person started', () => {
    const { question } = serverSwitch(working(ours, 'ses_a', 'ses_sub'), url);
    assert.equal(
      question,
      '1 session is working. Switching to another OpenCode server now would interrupt it.',
    );
    const both = serverSwitch(working(ours, 'ses_a', 'ses_b'), url).question;
    assert.match(both ?? '', /^2 sessions are working\. .* interrupt them\.$/);
  });

  it('says that a turn goes on where it cannot be seen', () => {
    const { question } = serverSwitch(working(attached, 'ses_a'), undefined);
    assert.match(question ?? '', /leave it to the old one, out of sight\.$/);
  });
});
