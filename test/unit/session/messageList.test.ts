import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { messageId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import { MessageList } from '../../../src/session/messageList.ts';
import { userMessage } from '../../support/fixtures.ts';

type Step =
  | { readonly kind: 'set'; readonly at: number; readonly text: string }
  | { readonly kind: 'delete'; readonly at: number };

const place = fc.integer({ min: 800, max: 1_400 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('set' as const), at: place, text: fc.string() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), at: place }) },
);

function message(at: number, agent = ''): Message {
  return userMessage(`m${String(at).padStart(5, '0')}`, 's', { createdAt: at, agent });
}

function messages(from: number, count: number): readonly Message[] {
  return Array.from({ length: count }, (_, index) => message(from + index));
}

function applyNaively(list: readonly Message[], change: Step): readonly Message[] {
  const rest = list.filter(({ id }) => id !== message(change.at).id);
  if (change.kind === 'delete') return rest;
  return [...rest, message(change.at, change.text)].sort((a, b) => a.createdAt - b.createdAt);
}

function apply(list: MessageList, change: Step): MessageList {
  if (change.kind === 'delete') return list.delete(message(change.at).id);
  return list.set(message(change.at, change.text));
}

describe('MessageList', () => {
  it('equals a plain sorted array after any changes', () => {
    const start = fc.nat(300);
    fc.assert(
      fc.property(start, fc.array(step, { maxLength: 60 }), (count, steps) => {
        let naive = messages(1_000, count);
        let list = MessageList.from(naive);
        for (const change of steps) {
          naive = applyNaively(naive, change);
          list = apply(list, change);
        }
        assert.deepEqual([...list], naive);
        assert.equal(list.length, naive.length);
        assert.deepEqual(list.last, naive.at(-1));
        assert.deepEqual(list.pages.flat(), naive);
        for (const known of naive) assert.deepEqual(list.get(known.id), known);
        assert.equal(list.get(messageId('unknown')), undefined);
      }),
    );
  });

  it('puts an older page in front without doubling what it has', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(150), fc.nat(30), (count, older, overlap) => {
        const from = 1_000 - older;
        const size = older + Math.min(overlap, count);
        const list = MessageList.from(messages(1_000, count)).prepend(messages(from, size));
        assert.deepEqual([...list], messages(from, older + count));
      }),
    );
  });

  it('leaves the list it came from and the pages it does not touch as they are', () => {
    const before = MessageList.from(messages(0, 1_000));
    const after = before.set(message(999, 'changed'));
    assert.equal(before.get(message(999).id)?.agent, '');
    const shared = after.pages.filter((page, index) => page === before.pages[index]);
    assert.equal(shared.length, before.pages.length - 1);
  });

  it('is the same list when there is nothing to delete', () => {
    const list = MessageList.from(messages(0, 100));
    assert.equal(list.delete(messageId('unknown')), list);
  });
});
