import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/time.ts';
import { rootId, type RootId, type SessionId } from '../../../src/model/ids.ts';
import { permissionPrompt } from '../../../src/present/permissionPrompt.ts';
import { statusOf } from '../../../src/session/selectors.ts';
import { Client } from '../../support/faults/client.ts';
import { LiveServer } from '../../support/liveServer.ts';

/** Folders that OpenCode takes for one project: a repository, a folder in it and a clone of it. */
describe('folders of one repository on real servers', function () {
  this.timeout(120_000);
  const title = 'The same title';
  let live: LiveServer;
  let client: Client;
  let roots: { readonly whole: RootId; readonly inner: RootId; readonly clone: RootId };
  let sessions: ReadonlyMap<RootId, SessionId>;

  before(async () => {
    live = await LiveServer.start();
    const inner = join(live.root, 'packages', 'inner');
    mkdirSync(inner, { recursive: true });
    git(live.root, 'add', '.');
    git(live.root, 'commit', '--quiet', '--message=Begin');
    const clone = join(live.directory, 'clone');
    git(live.directory, 'clone', '--quiet', live.root, clone);
    roots = { whole: live.root, inner: rootId(inner), clone: rootId(clone) };
    client = new Client({ pool: live.pool, clock: systemClock, roots: Object.values(roots) });
    // One after the other: each start takes a whole processor.
    for (const root of Object.values(roots)) await client.sessions.ensureRoot(root);
  });
  after(async () => {
    client?.dispose();
    await live?.end();
  });

  async function begin(root: RootId): Promise<readonly [RootId, SessionId]> {
    const session = await (await live.backend(root)).createSession({ title });
    await client.until(() => client.state(root).sessions.has(session.id), 'the session');
    return [root, session.id];
  }

  it('keep their sessions apart, whatever their titles', async () => {
    const begun = await Promise.all(Object.values(roots).map((root) => begin(root)));
    sessions = new Map(begun);
    assert.equal(new Set(sessions.values()).size, 3);
    for (const [root, session] of sessions) {
      const listed = await (await live.backend(root)).listSessions();
      assert.deepEqual(
        listed.map(({ id, rootId: at }) => [id, at]),
        [[session, root]],
      );
      await client.sessions.refresh(root);
    }
    for (const [root, session] of sessions)
      assert.deepEqual([...client.state(root).sessions.keys()], [session], root);
  });

  it('ask for themselves, and each answer reaches the one that asked', async () => {
    for (const [root, sessionId] of sessions) {
      const target = { kind: 'session', sessionId } as const;
      await client.sessions.prompt({ rootId: root, target, text: 'Go on. [[script:bash]]' });
    }
    await client.until(() => client.broker.pending.length === 3, 'three requests', 60_000);
    const asked = new Map(client.broker.pending.map((request) => [request.rootId, request]));
    for (const [root, session] of sessions) {
      const request = asked.get(root);
      assert.ok(request?.kind === 'permission');
      assert.equal(request.sessionId, session);
      const { message } = permissionPrompt(client.store.state, request);
      assert.match(message, new RegExp(`in “${title}” · ${root.slice(0, 39)}`));
    }
    const inner = asked.get(roots.inner);
    assert.ok(inner);
    assert.equal(await client.broker.answerPermission(inner.id, 'once'), 'answered');
    await client.until(() => isIdle(roots.inner), 'the end of the turn in the folder within');
    assert.deepEqual(
      new Set(client.broker.pending.map((request) => request.rootId)),
      new Set([roots.whole, roots.clone]),
    );
    assert.deepEqual([isIdle(roots.whole), isIdle(roots.clone)], [false, false]);
    for (const root of [roots.whole, roots.clone]) {
      const request = asked.get(root);
      assert.ok(request);
      assert.equal(await client.broker.answerPermission(request.id, 'reject'), 'answered');
      await client.until(() => isIdle(root), 'the end of a turn');
    }
  });

  it('are closed one by one', async () => {
    assert.deepEqual(client.errors, []);
    await client.sessions.removeRoot(roots.inner);
    assert.equal(live.pool.state(roots.inner).kind, 'stopped');
    for (const root of [roots.whole, roots.clone]) {
      assert.equal(client.state(root).server.kind, 'ready');
      assert.deepEqual([...client.state(root).sessions.keys()], [sessions.get(root)]);
    }
    assert.equal(client.store.state.roots.has(roots.inner), false);
  });

  function isIdle(root: RootId): boolean {
    const session = sessions.get(root);
    assert.ok(session);
    return statusOf(client.state(root), session).kind === 'idle';
  }
});

function git(directory: string, ...args: readonly string[]): void {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  execFileSync('git', ['-C', directory, ...author, ...args], { stdio: 'pipe' });
}
