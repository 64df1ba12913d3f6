import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { rootId } from '../../../src/model/ids.ts';
import type { ServerPlace, ServerState } from '../../../src/model/server.ts';
import { outdatedServers, serversFrom } from '../../../src/present/installedServers.ts';
import { emptyRoot, type RootState, type State } from '../../../src/session/state.ts';

const place: ServerPlace = {
  version: '1.18.33',
  origin: 'http://127.0.0.1:1',
  startedBy: 'thisWindow',
  program: '/storage/opencode/1.18.33/bin/opencode',
};

const ready = (change: Partial<ServerPlace>): ServerState => ({
  kind: 'ready',
  ...place,
  ...change,
});

function stateOf(servers: Readonly<Record<string, ServerState>>): State {
  const roots = Object.entries(servers).map(([name, server]): RootState => {
    const id = rootId(`/work/${name}`);
    return { ...emptyRoot(id, name), server };
  });
  return { roots: new Map(roots.map((root) => [root.id, root])) };
}

const names = (roots: readonly RootState[]) => roots.map(({ name }) => name);

const error = new AppError('bad-payload', 'That is no list.');

describe('servers that run another version than the one that was installed', () => {
  it('are ours, of whichever window, whether or not their sessions can be read', () => {
    const old = { version: '1.17.0' };
    const state = stateOf({
      current: ready({}),
      old: ready(old),
      shared: ready({ ...old, startedBy: 'otherWindow' }),
      lost: { ...place, ...old, kind: 'reconnecting', since: 0 },
      unreadable: { kind: 'refused', error, place: { ...place, ...old } },
      theirs: ready({ ...old, startedBy: 'person' }),
      none: { kind: 'stopped' },
      broken: { kind: 'refused', error },
    });
    assert.deepEqual(names(outdatedServers(state, '1.18.33')), [
      'old',
      'shared',
      'lost',
      'unreadable',
    ]);
  });
});

describe('servers that end when what was installed is removed', () => {
  it('are those that were started from it, not all that run', () => {
    const state = stateOf({
      installed: ready({}),
      older: ready({ version: '1.17.0', program: '/storage/opencode/1.17.0/bin/opencode' }),
      unreadable: { kind: 'refused', error, place },
      own: ready({ program: '/usr/bin/opencode' }),
      beside: ready({ program: '/storage/opencode-of-mine/opencode' }),
      theirs: ready({ startedBy: 'person', program: undefined }),
      starting: { kind: 'starting', phase: 'spawning', since: 0 },
    });
    const found = names(serversFrom(state, '/storage/opencode'));
    assert.deepEqual(found, ['installed', 'older', 'unreadable']);
  });

  it('are found on Windows, in whichever spelling', () => {
    const state = stateOf({
      installed: ready({ program: 'C:\\Users\\me\\Storage\\opencode\\1.18.33\\bin\\opencode.exe' }),
      own: ready({ program: 'C:\\Users\\me\\scoop\\shims\\opencode.exe' }),
    });
    const folder = 'c:\\Users\\me\\storage\\opencode';
    assert.deepEqual(names(serversFrom(state, folder)), ['installed']);
  });
});
