import assert from 'node:assert/strict';
import type { CompletionItem } from '../../../src/protocol/completion.ts';
import type { ToHost } from '../../../src/protocol/toHost.ts';
import { Completion } from '../../../src/webview/completion/completion.ts';

const item = (insert: string): CompletionItem => ({
  icon: 'file',
  label: insert.slice(1),
  detail: '',
  insert,
});

describe('Completion', () => {
  let asked: ToHost[];
  let completion: Completion;
  const type = (text: string) => completion.follow(text, text.length);
  const labels = () => completion.offer.value?.items.map(({ label }) => label);
  beforeEach(() => {
    asked = [];
    completion = new Completion((message) => asked.push(message));
  });

  it('asks for what is typed, once for each change', () => {
    type('see @r');
    type('see @r');
    type('see @re');
    assert.deepEqual(asked, [
      { type: 'complete', seq: 1, sign: '@', query: 'r' },
      { type: 'complete', seq: 2, sign: '@', query: 're' },
    ]);
  });

  it('drops an answer to what is no longer asked', () => {
    type('@a');
    type('@ab');
    completion.receive(1, [item('@a')]);
    assert.equal(labels(), undefined);
    completion.receive(2, [item('@ab')]);
    assert.deepEqual(labels(), ['ab']);
    type('@ab ');
    assert.equal(labels(), undefined);
    completion.receive(2, [item('@ab')]);
    assert.equal(labels(), undefined);
  });

  it('goes round and chooses what it shows', () => {
    type('x @');
    completion.receive(1, [item('@a'), item('@b')]);
    completion.move(-1);
    const choice = completion.choose();
    assert.equal(choice?.item.insert, '@b');
    assert.deepEqual(choice?.trigger, { sign: '@', query: '', start: 2, end: 3 });
    assert.equal(labels(), undefined);
    assert.equal(completion.choose(), undefined);
  });

  it('stays closed while the word is typed at which it was closed', () => {
    type('@a');
    completion.receive(1, [item('@a')]);
    completion.dismiss();
    type('@ab');
    assert.equal(asked.length, 1);
    type('@ab @');
    assert.equal(asked.length, 2);
  });

  it('shows no empty list', () => {
    type('@a');
    completion.receive(1, []);
    assert.equal(completion.offer.value, undefined);
  });
});
