import assert from 'node:assert/strict';
import { Store, type StateChange } from '../../../src/session/store.ts';
import { aSession, root } from '../../support/fixtures.ts';

const added = { kind: 'rootAdded', rootId: root, name: 'repo' } as const;
const named = (title: string) =>
  ({ kind: 'sessionChanged', rootId: root, session: aSession('s1', { title }) }) as const;

const fail = (error: unknown): never => assert.fail(String(error));

describe('Store', () => {
  it('tells a burst of events once, with the state told before', async () => {
    const changes: StateChange[] = [];
    const store = new Store({ onError: fail });
    const before = store.state;
    store.onDidChange((change) => changes.push(change));
    store.dispatch(added);
    store.dispatch(named('one'));
    store.dispatch(named('two'));
    assert.equal(store.state.roots.get(root)?.sessions.size, 1);
    assert.equal(changes.length, 0);
    await Promise.resolve();
    assert.deepEqual(changes, [{ state: store.state, previous: before }]);
    store.dispatch(named('three'));
    await Promise.resolve();
    assert.equal(changes[1]?.previous, changes[0]?.state);
  });

  it('is silent when nothing changes', async () => {
    let count = 0;
    const store = new Store({ onError: fail });
    store.onDidChange(() => void (count += 1));
    store.dispatch(named('of an unknown root'));
    await Promise.resolve();
    assert.equal(count, 0);
  });

  it('uses the given schedule and reaches listeners behind one that throws', () => {
    const errors: unknown[] = [];
    const runs: (() => void)[] = [];
    let count = 0;
    const store = new Store({
      onError: (error) => errors.push(error),
      schedule: (notify) => runs.push(notify),
    });
    store.onDidChange(() => assert.fail('broken'));
    store.onDidChange(() => void (count += 1));
    store.dispatch(added);
    store.dispatch(named('one'));
    assert.equal(runs.length, 1);
    runs[0]?.();
    assert.equal(count, 1);
    assert.equal(errors.length, 1);
  });

  it('tells of events that a listener causes', async () => {
    const sizes: number[] = [];
    const store = new Store({ onError: fail });
    store.onDidChange(({ state }) => {
      sizes.push(state.roots.get(root)?.sessions.size ?? 0);
      store.dispatch(named('one'));
      if (sizes.length > 5) assert.fail('endless');
    });
    store.dispatch(added);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual(sizes.slice(0, 2), [0, 1]);
    store.dispose();
  });
});
