import assert from 'node:assert/strict';
import type { RootSnapshot } from '../../../src/model/event.ts';
import { partId } from '../../../src/model/ids.ts';
import type { Part } from '../../../src/model/part.ts';
import type { RootState } from '../../../src/session/state.ts';
import {
  aSession,
  assistantMessage,
  permission,
  textPart,
  userMessage,
} from '../../support/fixtures.ts';
import {
  after,
  aPrompt,
  assertIgnored,
  known,
  loaded,
  queued,
  s1,
  type Change,
} from '../../support/replay.ts';

const busy = { kind: 'busy' } as const;
const user = userMessage('m1', 's1');
const answer = assistantMessage('m2', 's1', { createdAt: 2 });
const part = textPart('p1', answer);
const opened = loaded([]);

function textOf(state: RootState): string | undefined {
  const found = state.transcripts.get(s1)?.messages.get(answer.id)?.parts[0];
  return found?.kind === 'text' ? found.text : undefined;
}

function partTexts(state: RootState): string {
  const parts = state.transcripts.get(s1)?.messages.get(answer.id)?.parts ?? [];
  return parts.map((each) => (each.kind === 'text' ? each.text : '')).join('');
}

function appended(text: string, id = 'p1'): Change {
  return { kind: 'textAppended', sessionId: s1, messageId: answer.id, partId: partId(id), text };
}

function aSnapshot(change: Partial<RootSnapshot> = {}): Change {
  const empty = { sessions: [], statuses: new Map(), requests: [], transcripts: new Map() };
  return { kind: 'snapshotLoaded', snapshot: { ...empty, ...change } };
}

describe('reduce: transcripts', () => {
  it('keeps messages only of sessions somebody opened', () => {
    assertIgnored([known], { kind: 'messageChanged', info: answer });
    assertIgnored([known], { kind: 'partChanged', part });
    assertIgnored([known], appended('x'));
  });

  it('leaves out what belongs to a page that is not loaded, and shows it whole with that page', () => {
    const old = userMessage('m0', 's1', { createdAt: 0 });
    const paged: readonly Change[] = [known, loaded([answer], 'cursor')];
    assertIgnored(paged, { kind: 'messageChanged', info: old });
    assert.equal(
      after(known, loaded([answer]), { kind: 'messageChanged', info: old }).transcripts.get(s1)
        ?.messages.length,
      2,
    );
    const whole = { ...old, parts: [textPart('p0', old, { text: 'Hi' })] };
    const page: Change = {
      kind: 'transcriptLoaded',
      sessionId: s1,
      page: { messages: [whole] },
      position: 'older',
    };
    const empty = loaded([old, answer], 'cursor');
    for (const before of [paged, [known, empty] as const]) {
      const shown = after(...before, page).transcripts.get(s1);
      assert.deepEqual([...(shown?.messages ?? [])], [whole, answer]);
    }
  });

  it('keeps the parts when the message changes', () => {
    const state = after(
      known,
      opened,
      { kind: 'messageChanged', info: answer },
      { kind: 'partChanged', part },
      {
        kind: 'messageChanged',
        info: { ...answer, completedAt: 3 },
      },
    );
    const message = state.transcripts.get(s1)?.messages.get(answer.id);
    assert.deepEqual(message, { ...answer, completedAt: 3, parts: [part] });
  });

  it('upserts parts in order and removes them', () => {
    const second = textPart('p2', answer);
    const changed = { ...part, text: 'changed' };
    const before = [known, loaded([answer])];
    const parts = (...changes: readonly Change[]) =>
      after(...before, ...changes)
        .transcripts.get(s1)
        ?.messages.get(answer.id)?.parts;
    const both: readonly Change[] = [
      { kind: 'partChanged', part },
      { kind: 'partChanged', part: second },
    ];
    assert.deepEqual(parts(...both, { kind: 'partChanged', part: changed }), [changed, second]);
    const gone: Change = {
      kind: 'partRemoved',
      sessionId: s1,
      messageId: answer.id,
      partId: part.id,
    };
    assert.deepEqual(parts(...both, gone), [second]);
    assertIgnored(before, gone);
  });

  it('appends text, but not to an unknown part nor to one that has ended', () => {
    const open: readonly Change[] = [known, loaded([{ ...answer, parts: [part] }])];
    assert.equal(textOf(after(...open, appended('Hel'), appended('lo'))), 'Hello');
    assertIgnored(open, appended('x', 'p9'));
    assertIgnored([known, opened], appended('x'));
    const ended = { ...part, text: 'Hello', endedAt: 1 };
    assertIgnored([...open, { kind: 'partChanged', part: ended }], appended('lo'));
  });

  it('forgets what the model had said of a step that begins anew', () => {
    const start = (id: string): Part => {
      const { messageId, sessionId } = part;
      return { id: partId(id), messageId, sessionId, kind: 'other', type: 'step-start' };
    };
    const begun = (id: string) => textPart(id, answer, { text: '' });
    const changes: readonly Change[] = [
      known,
      { kind: 'statusChanged', sessionId: s1, status: busy },
      loaded([{ ...answer, parts: [start('p0'), begun('p1')] }]),
      appended('Half a sen'),
    ];
    assert.equal(partTexts(after(...changes)), 'Half a sen');
    const again: readonly Change[] = [
      ...changes,
      { kind: 'partChanged', part: start('p2') },
      { kind: 'partChanged', part: begun('p3') },
      appended('Half', 'p3'),
    ];
    assert.equal(partTexts(after(...again)), 'Half');
    const page = [{ ...answer, parts: [start('p0'), begun('p1'), start('p2'), begun('p3')] }];
    assert.equal(partTexts(after(...changes, loaded(page))), '');
    assert.equal(partTexts(after(...again, loaded(page))), 'Half');
    const ended: Change = { kind: 'messageChanged', info: { ...answer, completedAt: 3 } };
    assert.equal(partTexts(after(...again, ended)), '');
  });

  it('does not fall back behind the text that is shown while a turn goes on', () => {
    const page = loaded([{ ...answer, parts: [part] }]);
    const turn: Change = { kind: 'statusChanged', sessionId: s1, status: busy };
    const shown = [known, turn, page, appended('Hello')];
    assert.equal(textOf(after(...shown, page)), 'Hello');
    const ended = loaded([{ ...answer, parts: [{ ...part, text: 'Hi', endedAt: 1 }] }]);
    assert.equal(textOf(after(...shown, ended)), 'Hi');
    const longer = loaded([{ ...answer, parts: [{ ...part, text: 'Hello you' }] }]);
    assert.equal(textOf(after(...shown, longer)), 'Hello you');
    const over: Change = { kind: 'statusChanged', sessionId: s1, status: { kind: 'idle' } };
    assert.equal(textOf(after(...shown, over, page)), '', 'nobody will ever bring the rest');
  });

  describe('marks where some of a text may be missing', () => {
    const turn: Change = { kind: 'statusChanged', sessionId: s1, status: busy };
    const lost: Change = { kind: 'streamLost' };
    const begun: Change = { kind: 'partChanged', part };
    const page = loaded([{ ...answer, parts: [part] }]);
    const before = [known, turn, loaded([answer])];
    const gapsOf = (...changes: readonly Change[]) => {
      const found = after(...changes)
        .transcripts.get(s1)
        ?.messages.get(answer.id)?.parts[0];
      assert.ok(found?.kind === 'text');
      return [found.text, found.gaps ?? []];
    };

    it('not where every piece was heard, also across a refresh', () => {
      const heard = [...before, begun, appended('Hel'), page, appended('lo')];
      assert.deepEqual(gapsOf(...heard), ['Hello', []]);
      assert.deepEqual(gapsOf(...before, begun, page, appended('Hello')), ['Hello', []]);
    });

    it('after a loss, once, where it goes on', () => {
      const cut = [...before, begun, appended('Hel'), lost];
      assert.deepEqual(gapsOf(...cut), ['Hel', []], 'it has not gone on yet');
      const resumed = [...cut, page, appended('wor'), appended('ld')];
      assert.deepEqual(gapsOf(...resumed), ['Helworld', [3]]);
      assert.deepEqual(gapsOf(...resumed, lost, page, appended('!')), ['Helworld!', [3, 8]]);
    });

    it('at the beginning of a text that began unheard', () => {
      assert.deepEqual(gapsOf(...before, lost, page, appended('lo')), ['lo', [0]]);
      assert.deepEqual(gapsOf(known, turn, page, appended('lo')), ['lo', [0]], 'opened late');
    });

    it('until the whole text is there', () => {
      const resumed = [...before, begun, appended('Hel'), lost, page, appended('ld')];
      const whole = { ...part, text: 'Hello world', endedAt: 1 };
      assert.deepEqual(gapsOf(...resumed, { kind: 'partChanged', part: whole }), [
        'Hello world',
        [],
      ]);
      assert.deepEqual(gapsOf(...resumed, loaded([{ ...answer, parts: [whole] }])), [
        'Hello world',
        [],
      ]);
    });

    it('in no other text', () => {
      const next = textPart('p2', answer);
      const state = after(
        ...before,
        begun,
        lost,
        page,
        { kind: 'partChanged', part: next },
        appended('Hi', 'p2'),
      );
      const parts = state.transcripts.get(s1)?.messages.get(answer.id)?.parts;
      assert.deepEqual(parts, [part, { ...next, text: 'Hi' }]);
    });
  });

  it('replaces with the newest page and puts an older one in front', () => {
    const older: Change = {
      kind: 'transcriptLoaded',
      sessionId: s1,
      page: { messages: [user] },
      position: 'older',
    };
    const state = after(known, loaded([answer], 'cursor'), older).transcripts.get(s1);
    assert.deepEqual([...(state?.messages ?? [])], [user, answer]);
    assert.equal(state?.olderCursor, undefined);
    const replaced = after(known, loaded([user]), loaded([answer])).transcripts.get(s1);
    assert.deepEqual([...(replaced?.messages ?? [])], [answer]);
  });

  it('removes messages and closes', () => {
    const gone: Change = { kind: 'messageRemoved', sessionId: s1, messageId: user.id };
    assert.equal(after(known, loaded([user]), gone).transcripts.get(s1)?.messages.length, 0);
    assert.equal(
      after(known, opened, { kind: 'transcriptClosed', sessionId: s1 }).transcripts.size,
      0,
    );
    assertIgnored([known], { kind: 'transcriptClosed', sessionId: s1 });
    const todos: Change = { kind: 'todosChanged', sessionId: s1, todos: [] };
    const closed = after(known, opened, todos, { kind: 'transcriptClosed', sessionId: s1 });
    assert.equal(closed.todos.size, 0, 'they may have changed unheard since they were fetched');
  });
});

describe('reduce: snapshots', () => {
  it('replace what they list; what they do not list is gone', () => {
    const s2 = aSession('s2');
    const state = after(
      known,
      loaded([user]),
      { kind: 'statusChanged', sessionId: s1, status: busy },
      { kind: 'requestAsked', request: permission('r1', 's1') },
      queued(aPrompt('q1')),
      aSnapshot({
        sessions: [s2],
        statuses: new Map([[s2.id, busy]]),
        requests: [permission('r2', 's2')],
      }),
    );
    assert.equal(state.isLoaded, true);
    assert.deepEqual([...state.sessions.keys()], ['s2']);
    assert.deepEqual([...state.statuses.keys()], ['s2']);
    assert.deepEqual([...state.requests.keys()], ['r2']);
    assert.equal(state.transcripts.size, 0);
    assert.deepEqual(
      state.outbox.map(({ id }) => id),
      ['q1'],
    );
  });

  it('keep transcripts they do not bring', () => {
    const state = after(known, loaded([user]), aSnapshot({ sessions: [aSession('s1')] }));
    assert.deepEqual([...(state.transcripts.get(s1)?.messages ?? [])], [user]);
  });
});
