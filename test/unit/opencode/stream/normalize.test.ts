import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { nullLogger } from '../../../../src/base/log.ts';
import type { StreamEvent } from '../../../../src/model/event.ts';
import { parseFrame } from '../../../../src/opencode/stream/envelope.ts';
import { frameReaders } from '../../../../src/opencode/stream/frameReaders.ts';
import { Normalizer } from '../../../../src/opencode/stream/normalize.ts';
import { recordedFrames, recordedRoot, recordedStreams } from '../../../support/recordings.ts';

function normalizeAll(frames: readonly string[], normalizer = newNormalizer()) {
  return frames.flatMap((frame) => normalizer.normalize(parseFrame(frame)));
}

function newNormalizer(debug: (line: string) => void = () => undefined): Normalizer {
  return new Normalizer(recordedRoot, { ...nullLogger, debug });
}

function frame(type: string, properties: unknown): string {
  return JSON.stringify({ id: 'evt_1', type, properties });
}

function only(events: readonly StreamEvent[]): StreamEvent {
  assert.equal(events.length, 1);
  const [event] = events;
  assert.ok(event);
  return event;
}

const recordedTwice = recordedStreams
  .filter((name) => name.endsWith('.global.jsonl'))
  .map((name) => name.replace('.global.jsonl', ''))
  .filter((name) => recordedStreams.includes(`${name}.event.jsonl`) && name !== 'dispose');

describe('normalising', () => {
  for (const name of recordedStreams)
    it(`knows every frame of ${name}`, () => {
      const normalizer = newNormalizer();
      normalizeAll(recordedFrames(name), normalizer);
      assert.deepEqual([...normalizer.unknownTypes], []);
      assert.deepEqual([...normalizer.malformed], []);
    });

  for (const name of recordedTwice) {
    it(`reads the same from both routes: ${name}`, () => {
      const direct = normalizeAll(recordedFrames(`${name}.event.jsonl`));
      const global = recordedFrames(`${name}.global.jsonl`).map(parseFrame);
      const first = global.filter((told) => told?.place === undefined);
      const normalizer = newNormalizer();
      assert.ok(direct.length > 20);
      assert.deepEqual(
        first.flatMap((told) => normalizer.normalize(told)),
        direct,
      );
    });

    it(`reads the same from both tellings of what is stored: ${name}`, () => {
      const global = recordedFrames(`${name}.global.jsonl`).map(parseFrame);
      const seconds = global.filter((told) => told?.place !== undefined);
      const ids = new Set(seconds.map((told) => told?.id));
      const firsts = global.filter((told) => told?.place === undefined && ids.has(told?.id));
      const normalizer = newNormalizer();
      const read = (list: typeof global) => list.flatMap((told) => normalizer.normalize(told));
      assert.ok(read(seconds).length > 10);
      assert.deepEqual(read(seconds), read(firsts));
    });
  }

  it('tells a turn from beginning to end', () => {
    const kinds = normalizeAll(recordedFrames('permission_once.event.jsonl')).map(
      (event) => event.kind,
    );
    const firsts = [...new Set(kinds)];
    for (const kind of [
      'sessionChanged',
      'messageChanged',
      'partChanged',
      'statusChanged',
      'textAppended',
      'requestAsked',
      'requestClosed',
    ])
      assert.ok(
        firsts.some((each) => each === kind),
        kind,
      );
    assert.ok(kinds.indexOf('requestAsked') < kinds.indexOf('requestClosed'));
  });

  it('puts the pieces of a text together to what OpenCode stored', () => {
    const events = normalizeAll(recordedFrames('hello.event.jsonl'));
    const texts = new Map<string, string>();
    for (const event of events) {
      if (event.kind === 'textAppended')
        texts.set(event.partId, (texts.get(event.partId) ?? '') + event.text);
      if (event.kind !== 'partChanged' || event.part.kind !== 'text' || !event.part.endedAt)
        continue;
      assert.equal(texts.get(event.part.id), event.part.text);
    }
    assert.ok(texts.size > 0);
  });

  it('reads an ask of older servers', () => {
    const properties = {
      id: 'per_1',
      sessionID: 'ses_1',
      messageID: 'msg_1',
      callID: 'call_1',
      type: 'bash',
      pattern: ['ls *'],
      title: 'ls',
      metadata: { command: 'ls' },
      time: { created: 1 },
    };
    const event = only(normalizeAll([frame('permission.updated', properties)]));
    assert.ok(event.kind === 'requestAsked' && event.request.kind === 'permission');
    assert.equal(event.request.permission, 'bash');
    assert.deepEqual(event.request.patterns, ['ls *']);
    assert.equal(event.request.callId, 'call_1');
    const replied = { sessionID: 'ses_1', permissionID: 'per_1', response: 'once' };
    const closed = only(normalizeAll([frame('permission.replied', replied)]));
    assert.ok(closed.kind === 'requestClosed');
    assert.equal(closed.requestId, 'per_1');
  });

  it('takes session.idle for the status idle', () => {
    const event = only(normalizeAll([frame('session.idle', { sessionID: 'ses_1' })]));
    assert.deepEqual(event, {
      kind: 'statusChanged',
      sessionId: 'ses_1',
      status: { kind: 'idle' },
    });
  });

  it('keeps a part of a type that it does not know', () => {
    const part = { id: 'prt_1', messageID: 'msg_1', sessionID: 'ses_1', type: 'hologram' };
    const event = only(normalizeAll([frame('message.part.updated', { part })]));
    assert.ok(event.kind === 'partChanged' && event.part.kind === 'other');
    assert.equal(event.part.type, 'hologram');
  });

  it('does without what it can do without', () => {
    const state = { status: 'completed', time: { start: 1, end: 2 }, input: null, metadata: 'odd' };
    const ids = { id: 'prt_1', messageID: 'msg_1', sessionID: 'ses_1' };
    const part = { ...ids, type: 'tool', tool: 'bash', callID: 'call_1', state };
    const event = only(normalizeAll([frame('message.part.updated', { part })]));
    assert.ok(event.kind === 'partChanged' && event.part.kind === 'tool');
    assert.deepEqual(event.part.state, {
      kind: 'completed',
      input: {},
      output: '',
      title: '',
      metadata: {},
      startedAt: 1,
      endedAt: 2,
    });
  });

  it('leaves out the sessions of other directories', () => {
    const info = { id: 'ses_1', directory: '/elsewhere', title: '', time: { created: 1 } };
    assert.deepEqual(normalizeAll([frame('session.updated', { info })]), []);
  });

  it('counts unknown types, and tells of each once', () => {
    const lines: string[] = [];
    const normalizer = newNormalizer((line) => lines.push(line));
    const frames = ['new.thing', 'new.thing', 'other.thing'].map((type) => frame(type, {}));
    assert.deepEqual(normalizeAll(frames, normalizer), []);
    assert.deepEqual(
      [...normalizer.unknownTypes],
      [
        ['new.thing', 2],
        ['other.thing', 1],
      ],
    );
    assert.equal(lines.length, 2);
  });

  it('counts what it cannot read', () => {
    const normalizer = newNormalizer();
    const frames = ['{"not":"ours"}', '{broken', frame('session.status', { sessionID: 1 })];
    assert.deepEqual(normalizeAll(frames, normalizer), []);
    assert.deepEqual(
      [...normalizer.malformed],
      [
        ['', 2],
        ['session.status', 1],
      ],
    );
  });

  it('does not fill the memory with invented types', () => {
    const normalizer = newNormalizer();
    for (let index = 0; index < 3_000; index++)
      normalizer.normalize(parseFrame(frame(`invented.${index}`, {})));
    assert.ok(normalizer.unknownTypes.size <= 1_000);
  });

  it('bears any data at all', () => {
    const normalizer = newNormalizer();
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (data) => {
        normalizer.normalize(parseFrame(data));
      }),
      { numRuns: 300 },
    );
  });

  it('bears any properties under any known type', () => {
    const normalizer = newNormalizer();
    const types = fc.constantFrom(...frameReaders.keys());
    fc.assert(
      fc.property(types, fc.jsonValue(), (type, properties) => {
        normalizer.normalize({ type, properties, id: undefined, directory: undefined });
      }),
      { numRuns: 500 },
    );
  });

  it('bears recorded frames of which any field has been replaced', () => {
    const frames = recordedFrames('permission_once.event.jsonl');
    const normalizer = newNormalizer();
    fc.assert(
      fc.property(fc.constantFrom(...frames), fc.nat(), fc.jsonValue(), (data, at, value) => {
        const parsed = parseFrame(data);
        assert.ok(parsed);
        const properties = replaced(parsed.properties, at, value);
        normalizer.normalize({ ...parsed, properties });
      }),
      { numRuns: 500 },
    );
  });
});

/** A copy in which the value met as number `at`, of all there are, is another. */
function replaced(json: unknown, at: number, value: unknown): unknown {
  const count = countValues(json);
  let left = at % count;
  return JSON.parse(JSON.stringify(json), (_key, each: unknown) => (left-- === 0 ? value : each));
}

function countValues(json: unknown): number {
  let count = 0;
  JSON.parse(JSON.stringify(json), (_key, each: unknown) => {
    count++;
    return each;
  });
  return count;
}
