import assert from 'node:assert/strict';
import { calledCommand, shellLine } from '../../../src/present/composedText.ts';
import { ownCommand } from '../../../src/present/ownCommands.ts';

describe('a composed text', () => {
  it('calls a command by a slash at its very start', () => {
    assert.deepEqual(calledCommand('/init'), { name: 'init', arguments: '' });
    assert.deepEqual(calledCommand('/init the docs\nplease '), {
      name: 'init',
      arguments: 'the docs\nplease',
    });
    for (const text of [' /init', '/', '/ init', 'do /init', '']) {
      assert.equal(calledCommand(text), undefined, text);
    }
  });

  it('calls one of ours only when it says nothing more', () => {
    assert.equal(ownCommand('/new '), 'new');
    for (const text of ['/new one', '/newer', '/toString', 'new', '/']) {
      assert.equal(ownCommand(text), undefined, text);
    }
  });

  it('is a shell line behind an exclamation mark', () => {
    assert.equal(shellLine('!ls -la\n'), 'ls -la');
    assert.equal(shellLine('! cat <<E\nx\nE'), 'cat <<E\nx\nE');
    for (const text of ['!', '! ', ' !ls', 'ls!', ''])
      assert.equal(shellLine(text), undefined, text);
  });
});
