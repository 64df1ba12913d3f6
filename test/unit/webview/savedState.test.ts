import assert from 'node:assert/strict';
import { SavedState } from '../../../src/webview/savedState.ts';

describe('SavedState', () => {
  const saved = new SavedState({ readState: () => undefined, writeState: () => undefined });

  it('lets go of the signals of rows that are not drawn, and of nothing that is saved', () => {
    const shown = ['a/t1', 'problem:b/t2', 'todos'];
    const kept = shown.map((key) => saved.isOpen(key));
    const gone = saved.isOpen('c/t3');
    saved.setOpen('c/t3', true);
    saved.forgetAllBut(new Set(['a', 'problem:b']));
    for (const [index, key] of shown.entries()) assert.equal(saved.isOpen(key), kept[index]);
    assert.notEqual(saved.isOpen('c/t3'), gone);
    assert.equal(saved.isOpen('c/t3').value, true);
  });
});
