import assert from 'node:assert/strict';
import { emptyCatalog } from '../../../src/model/catalog.ts';
import { rootId } from '../../../src/model/ids.ts';
import { haveRowsChanged } from '../../../src/present/rowChange.ts';
import { badge, sessionRows } from '../../../src/present/sessionRows.ts';
import { reduce } from '../../../src/session/reducer.ts';
import { emptyRoot, type RootState, type State } from '../../../src/session/state.ts';
import { assistantMessage, aSession, permission, root, textPart } from '../../support/fixtures.ts';

const s1 = aSession('ses_1');
const asked = permission('per_1', 'ses_1');
const repo: RootState = { ...emptyRoot(root, 'repo'), sessions: new Map([[s1.id, s1]]) };
const working: RootState = {
  ...repo,
  statuses: new Map([[s1.id, { kind: 'busy' } as const]]),
  requests: new Map([[asked.id, asked]]),
};

function stateOf(...roots: readonly RootState[]): State {
  return { roots: new Map(roots.map((each) => [each.id, each])) };
}

/** Nothing in it is the same object as in `repo`. */
const other: RootState = {
  ...emptyRoot(rootId('/work/other'), 'other'),
  server: { kind: 'stopped', because: 'idle' },
  isLoaded: true,
  catalog: { ...emptyCatalog },
  outbox: [],
};

/** The fields that rows and badge look at in one of these. */
function fieldsRead(...roots: readonly RootState[]): ReadonlySet<string> {
  const read = new Set<string>();
  for (const each of roots) {
    const get = (target: RootState, name: string): unknown => {
      read.add(name);
      return Reflect.get(target, name);
    };
    const watched = { roots: new Map([[each.id, new Proxy(each, { get })]]) };
    sessionRows(watched, 0);
    badge(watched);
  }
  return read;
}

describe('the rows of the tree', () => {
  const read = fieldsRead(repo, working, emptyRoot(root, 'empty'));

  for (const [name, value] of Object.entries(other)) {
    const isRead = read.has(name);
    it(`${isRead ? 'follow' : 'are nothing to'} a change of a root's ${name}`, () => {
      const changed = { ...repo, ...Object.fromEntries([[name, value]]) };
      assert.equal(haveRowsChanged(stateOf(changed), stateOf(repo)), isRead);
    });
  }

  it('are not drawn for a piece of an answer', () => {
    const message = assistantMessage('msg_1', 'ses_1');
    const part = textPart('prt_1', message);
    const place = { rootId: root, sessionId: s1.id };
    const page = { messages: [{ ...message, parts: [part] }] };
    const loaded = { ...place, kind: 'transcriptLoaded', page, position: 'newest' } as const;
    const before = reduce(stateOf(working), loaded);
    const text = { messageId: message.id, partId: part.id, text: 'Hi' };
    const after = reduce(before, { ...place, kind: 'textAppended', ...text });
    assert.notEqual(after, before);
    assert.equal(haveRowsChanged(after, before), false);
  });

  it('follow folders that come and go', () => {
    assert.ok(haveRowsChanged(stateOf(repo), stateOf()));
    assert.ok(haveRowsChanged(stateOf(), stateOf(repo)));
    assert.ok(haveRowsChanged(stateOf(repo, other), stateOf(repo)));
    assert.ok(haveRowsChanged(stateOf(other), stateOf(repo)));
    assert.equal(haveRowsChanged(stateOf(repo, other), stateOf(repo, other)), false);
  });
});
