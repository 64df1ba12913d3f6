import assert from 'node:assert/strict';
import type { ToHost } from '../../../src/protocol/toHost.ts';
import { Bodies } from '../../../src/webview/bodies.ts';
import { cut } from '../../webview/richView.ts';

describe('texts that came whole', () => {
  let posted: ToHost[];
  let bodies: Bodies;
  beforeEach(() => {
    posted = [];
    bodies = new Bodies((message) => posted.push(message));
  });

  const place = (rowId: string) => ({ rowId, partId: 't', field: 'output' });
  const ask = (rowId: string): string => {
    bodies.request(place(rowId), cut('…end', 9));
    const message = posted.at(-1);
    return message?.type === 'showAll' ? message.key : '';
  };
  const answer = (key: string): void => {
    bodies.receive({ type: 'body', key, text: 'start end', isLast: true });
  };
  const textOf = (rowId: string) => bodies.body(place(rowId)).value?.text;

  it('are kept while their row is drawn, by the signal that draws it', () => {
    answer(ask('a'));
    answer(ask('b'));
    const drawn = bodies.body(place('a'));
    bodies.forgetAllBut(new Set(['a', 'c']));
    assert.equal(bodies.body(place('a')), drawn);
    assert.deepEqual([textOf('a'), textOf('b')], ['start end', undefined]);
  });

  it('are not kept when they come for a row that has gone', () => {
    const key = ask('a');
    const gone = bodies.body(place('a'));
    bodies.forgetAllBut(new Set());
    answer(key);
    assert.deepEqual([gone.value?.text, textOf('a')], ['', undefined]);
  });
});
