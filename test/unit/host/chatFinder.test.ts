import assert from 'node:assert/strict';
import { ChatFinder } from '../../../src/host/chat/chatFinder.ts';
import { sessionChat } from '../../../src/host/chat/chatTarget.ts';
import { AppError } from '../../../src/base/errors.ts';
import type { StreamEvent } from '../../../src/model/event.ts';
import type { Message } from '../../../src/model/message.ts';
import type { ToWebview } from '../../../src/protocol/toWebview.ts';
import { aSession, root, textPart, userMessage } from '../../support/fixtures.ts';
import { SessionWorld, settled } from '../../support/sessionWorld.ts';
import { until } from '../../support/until.ts';

type Found = Extract<ToWebview, { type: 'found' }>;

const s1 = aSession('s1');
const messages = [1, 2, 3, 4, 5, 6].map((n) => {
  const message = userMessage(`m${n}`, 's1', { createdAt: n });
  return { ...message, parts: [textPart(`p${n}`, message, { text: `needle ${n}` })] };
});

describe('finding in a chat', () => {
  let world: SessionWorld;
  let finder: ChatFinder;
  let posted: Found[];
  let failures: unknown[];

  beforeEach(async () => {
    world = new SessionWorld();
    posted = [];
    failures = [];
    world.onStart = (backend) =>
      backend.change({ kind: 'sessionChanged', session: s1 }, ...messages.flatMap(told));
    await world.sessions.ensureRoot(root);
    await settled();
    world.backend.truth.mostInPage = 2;
    world.sessions.openTranscript(root, s1.id);
    await until(() => world.state.transcripts.has(s1.id), { what: 'the conversation' });
    finder = new ChatFinder({
      context: world,
      target: () => sessionChat(root, s1.id),
      post: (message) => message.type === 'found' && posted.push(message),
      run: (work) => void Promise.resolve(work).catch((error: unknown) => failures.push(error)),
    });
  });

  afterEach(() => {
    finder.dispose();
    world.dispose();
  });

  const find = (query: string, key = '1') => finder.handlers.find({ type: 'find', key, query });
  const isDone = () => posted.some((message) => message.isDone);
  const rows = () => posted.map(({ matches }) => matches.map(({ rowId }) => rowId).join(' '));
  const shown = () => [...(world.state.transcripts.get(s1.id)?.messages ?? [])].map(({ id }) => id);

  it('looks through all of it, page by page, and keeps none of the pages', async () => {
    find('Needle');
    await until(isDone, { what: 'the end of the search' });
    assert.deepEqual(rows(), ['m5 m6', 'm3 m4', 'm1 m2', '']);
    assert.deepEqual(
      posted.map(({ searched }) => searched),
      [2, 4, 6, 6],
    );
    assert.deepEqual(shown(), ['m5', 'm6']);
    assert.deepEqual(failures, []);
  });

  it('tells only the newest search', async () => {
    const arrive = world.backend.stall('transcript');
    find('needle', '1');
    await until(() => world.backend.callsOf('transcript') > 1, { what: 'the second page' });
    find('needle 6', '2');
    arrive();
    await until(isDone, { what: 'the end of the search' });
    assert.deepEqual(
      posted.filter(({ key }) => key === '1').map(({ searched }) => searched),
      [2],
    );
    assert.deepEqual(
      posted.filter(({ key }) => key === '2').flatMap(({ matches }) => matches.map((m) => m.rowId)),
      ['m6'],
    );
  });

  it('ends when it is no longer wanted', async () => {
    const arrive = world.backend.stall('transcript');
    find('needle');
    await until(() => world.backend.callsOf('transcript') > 1, { what: 'the second page' });
    finder.handlers.endFind({ type: 'endFind' });
    arrive();
    await settled();
    assert.equal(isDone(), false);
    assert.deepEqual(failures, []);
  });

  it('says that it is done, and why not with all, when a page cannot be read', async () => {
    world.backend.failNext('transcript', new AppError('http-status', 'Status 500.'));
    find('needle');
    await until(isDone, { what: 'the end of the search' });
    await settled();
    assert.deepEqual(rows(), ['m5 m6', '']);
    assert.equal(failures.length, 1);
  });

  it('stops at more matches than anyone steps through, with the newest', async () => {
    const many = userMessage('m7', 's1', { createdAt: 7 });
    const text = 'needle '.repeat(1500);
    world.backend.emit(...told({ ...many, parts: [textPart('p7', many, { text })] }));
    await settled();
    find('needle');
    await until(isDone, { what: 'the end of the search' });
    assert.equal(
      posted.reduce((sum, { matches }) => sum + matches.length, 0),
      1000,
    );
    assert.equal(posted.at(-1)?.isLimited, true);
    assert.ok(posted[0]?.matches.every(({ rowId }) => rowId === 'm7'));
    assert.equal(posted[0]?.matches.at(-1)?.ordinal, 1499);
  });

  it('brings the pages that a match stands on', async () => {
    finder.handlers.loadRow({ type: 'loadRow', rowId: 'm2' });
    await until(() => shown().length > 4, { what: 'the earlier pages' });
    assert.equal(shown().length, 6);
  });

  it('brings no page for a message that is there', async () => {
    finder.handlers.loadRow({ type: 'loadRow', rowId: 'm5' });
    await settled();
    assert.deepEqual(shown(), ['m5', 'm6']);
  });
});

function told({ parts, ...info }: Message): StreamEvent[] {
  return [
    { kind: 'messageChanged', info },
    ...parts.map((part): StreamEvent => ({ kind: 'partChanged', part })),
  ];
}
