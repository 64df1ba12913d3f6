import assert from 'node:assert/strict';
import { AppError, type ErrorCode } from '../../../src/base/errors.ts';
import { rootId } from '../../../src/model/ids.ts';
import type { ServerState } from '../../../src/model/server.ts';
import { passwordChange } from '../../../src/present/passwordChange.ts';
import { emptyRoot } from '../../../src/session/state.ts';

const origin = 'https://code.example.com';
const place = { version: '1.18.33', origin, startedBy: 'person' } as const;

function changeFor(server: ServerState) {
  const id = rootId('/work/repo');
  return passwordChange({ roots: new Map([[id, { ...emptyRoot(id, 'repo'), server }]]) });
}

const refused = (code: ErrorCode): ServerState => ({
  kind: 'refused',
  error: new AppError(code, 'x', { attachedTo: origin }),
});

describe('a password that was set or taken away', () => {
  const here = [rootId('/work/repo')];

  it('lets those try once more that were not let in', () => {
    for (const code of ['password-missing', 'server-unauthorized'] as const)
      assert.deepEqual(changeFor(refused(code)), { refused: here, lost: [] });
    assert.deepEqual(changeFor(refused('server-unreachable')), { refused: [], lost: [] });
  });

  it('lets those try at once that wait for their server', () => {
    const lost: ServerState = { ...place, kind: 'reconnecting', since: 0 };
    assert.deepEqual(changeFor(lost), { refused: [], lost: here });
  });

  it('is nothing to what works, nor to a server of ours', () => {
    const others: readonly ServerState[] = [
      { ...place, kind: 'ready' },
      { ...place, kind: 'reconnecting', since: 0, startedBy: 'thisWindow' },
      { kind: 'stopped' },
    ];
    for (const server of others) assert.deepEqual(changeFor(server), { refused: [], lost: [] });
  });
});
