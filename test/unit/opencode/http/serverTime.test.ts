import assert from 'node:assert/strict';
import { ServerTime } from '../../../../src/opencode/http/serverTime.ts';

const local = Date.UTC(2026, 10, 30, 12, 0, 30, 700);
const cut = (time: number) => new Date(time).toUTCString();

describe('the time of a server', () => {
  let time: ServerTime;
  beforeEach(() => {
    time = new ServerTime(() => local);
  });

  it('is ours when nothing else is known', () => {
    assert.equal(time.now(), local);
    time.heard(undefined);
    time.heard('yesterday');
    assert.equal(time.now(), local);
  });

  it('is ours to the millisecond on the same machine, also when an answer took a while', () => {
    time.heard(cut(local));
    assert.equal(time.now(), local);
    time.heard(cut(local - 800));
    assert.equal(time.now(), local);
  });

  for (const [about, awayMs] of [
    ['ahead', 300_000],
    ['behind', -300_000],
    ['a few seconds behind', -5_000],
  ] as const) {
    it(`is never later than it is there when its clock is ${about}`, () => {
      time.heard(cut(local + awayMs));
      const behindMs = local + awayMs - time.now();
      assert.ok(behindMs >= 0 && behindMs < 1_000, String(behindMs));
    });
  }

  it('follows a clock that was set', () => {
    time.heard(cut(local + 300_000));
    time.heard(cut(local));
    assert.equal(time.now(), local);
  });
});
