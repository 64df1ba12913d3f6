import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { emptyCatalog } from '../../../src/model/catalog.ts';
import { rootId, sessionId } from '../../../src/model/ids.ts';
import type { ServerState } from '../../../src/model/server.ts';
import { badge, sessionRows, type SessionRow } from '../../../src/present/sessionRows.ts';
import { menuItems, statusLine } from '../../../src/present/statusLine.ts';
import { emptyRoot, emptyState, type RootState, type State } from '../../../src/session/state.ts';
import { aSession, permission, root } from '../../support/fixtures.ts';

const now = 10_000_000;
const minute = 60_000;
const ready: ServerState = {
  kind: 'ready',
  version: '1.18.33',
  origin: 'http://127.0.0.1:1',
  startedBy: 'thisWindow',
};

function stateOf(change: Partial<RootState>): State {
  return { roots: new Map([[root, { ...emptyRoot(root, 'repo'), server: ready, ...change }]]) };
}

/** It runs, but its sessions cannot be read. */
const unreadable: ServerState = {
  kind: 'refused',
  error: new AppError('http-status', 'OpenCode answered with status 500.'),
  place: { version: '1.18.33', origin: 'http://127.0.0.1:1', startedBy: 'thisWindow' },
};

const sessions = new Map(
  [
    aSession('ses_old', { updatedAt: now - 3 * minute, title: 'Old\u202E one' }),
    aSession('ses_new', { updatedAt: now - minute / 2 }),
    aSession('ses_sub', { updatedAt: now, parentId: sessionId('ses_old') }),
    aSession('ses_lost', { updatedAt: 1, parentId: sessionId('ses_gone') }),
    aSession('ses_away', { updatedAt: now, archivedAt: 1 }),
  ].map((session) => [session.id, session]),
);

const busy = new Map([
  [sessionId('ses_old'), { kind: 'busy' } as const],
  [sessionId('ses_sub'), { kind: 'busy' } as const],
]);
const asked = permission('per_1', 'ses_sub');
const requests = new Map([[asked.id, asked]]);

function outline(rows: readonly SessionRow[]): unknown {
  return rows.map((row) => [
    row.label,
    row.description,
    row.icon,
    row.contextValue,
    ...(row.children?.length ? [outline(row.children)] : []),
  ]);
}

describe('session rows', () => {
  it('nest sub-sessions under sessions, newest first, without the archived', () => {
    const errors = new Map([[sessionId('ses_new'), { name: 'APIError', message: 'x' }]]);
    assert.deepEqual(outline(sessionRows(stateOf({ sessions, errors, isLoaded: true }), now)), [
      [
        'repo',
        '',
        'root-folder',
        'root.running',
        [
          ['Session ses_new', 'failed · now', 'error', 'session.top.error'],
          [
            'Old<U+202E> one',
            '3 min ago',
            'circle-outline',
            'session.top.idle',
            [['Session ses_sub', 'now', 'circle-outline', 'session.sub.idle']],
          ],
          ['Session ses_lost', '2 hrs ago', 'circle-outline', 'session.sub.idle'],
        ],
      ],
    ]);
  });

  it('say at the parent too that a sub-session waits', () => {
    const [top] = sessionRows(stateOf({ sessions, requests, statuses: busy }), now);
    const parent = top?.children?.find((row) => row.sessionId === 'ses_old');
    assert.deepEqual(
      [parent?.icon, parent?.description, parent?.contextValue],
      ['bell-dot', 'waiting for you', 'session.top.waiting'],
    );
    assert.equal(parent?.iconColor, 'notificationsWarningIcon.foreground');
    assert.equal(parent?.children?.[0]?.contextValue, 'session.sub.waiting');
  });

  it('keep archived sessions in sight while they or what works for them do something', () => {
    const archived = [
      aSession('ses_quiet', { archivedAt: 1 }),
      aSession('ses_busy', { archivedAt: 1 }),
      aSession('ses_above', { archivedAt: 1 }),
      aSession('ses_below', { archivedAt: 1, parentId: sessionId('ses_above') }),
      aSession('ses_beside', { archivedAt: 1, parentId: sessionId('ses_above') }),
    ];
    const below = permission('per_2', 'ses_below');
    const change = {
      sessions: new Map(archived.map((session) => [session.id, session])),
      statuses: new Map(
        ['ses_busy', 'ses_below'].map((id) => [sessionId(id), { kind: 'busy' } as const]),
      ),
      requests: new Map([[below.id, below]]),
    };
    const [top] = sessionRows(stateOf(change), now);
    const shown = (rows: readonly SessionRow[]): unknown =>
      rows.map((row) => [row.sessionId, row.contextValue, shown(row.children ?? [])]);
    assert.deepEqual(shown(top?.children ?? []), [
      ['ses_busy', 'session.top.busy', []],
      ['ses_above', 'session.top.waiting', [['ses_below', 'session.sub.waiting', []]]],
    ]);
  });

  it('say what can be made public, and what was', () => {
    const shared = aSession('ses_old', { shareUrl: 'https://share.example/1' });
    const known = new Map([...sessions, [shared.id, shared] as const]);
    const contexts = (change: Partial<RootState>) => {
      const [top] = sessionRows(stateOf({ sessions: known, ...change }), now);
      return new Map(top?.children?.map((row) => [String(row.sessionId), row]));
    };
    const offered = contexts({ catalog: { ...emptyCatalog, canShare: true } });
    assert.equal(offered.get('ses_new')?.contextValue, 'session.top.idle.private');
    assert.equal(offered.get('ses_lost')?.contextValue, 'session.sub.idle');
    assert.equal(offered.get('ses_old')?.contextValue, 'session.top.idle.shared');
    const off = contexts({});
    assert.equal(off.get('ses_new')?.contextValue, 'session.top.idle');
    assert.equal(off.get('ses_old')?.contextValue, 'session.top.idle');
  });

  it('do not call a stopped turn failed', () => {
    const errors = new Map([[sessionId('ses_new'), { name: 'MessageAbortedError', message: '' }]]);
    const [top] = sessionRows(stateOf({ sessions, errors }), now);
    assert.equal(top?.children?.[0]?.contextValue, 'session.top.idle');
  });

  const error = new AppError('binary-not-found', 'OpenCode is nowhere to be found.');
  const notices: readonly (readonly [Partial<RootState>, string, string])[] = [
    [{ isLoaded: true }, 'No sessions yet', 'root.running'],
    [{}, 'Loading sessions…', 'root.running'],
    [{ server: { kind: 'stopped' } }, 'Sessions show once OpenCode runs', 'root.stopped'],
    [
      { server: { kind: 'starting', phase: 'locating', since: 1 } },
      'Finding OpenCode…',
      'root.running',
    ],
    [{ server: { kind: 'refused', error } }, 'OpenCode is nowhere to be found.', 'root.stopped'],
    [{ server: unreadable }, 'OpenCode answered with status 500.', 'root.running'],
  ];
  for (const [change, label, contextValue] of notices) {
    it(`explain themselves: ${label}`, () => {
      const [top] = sessionRows(stateOf(change), now);
      assert.equal(top?.contextValue, contextValue);
      assert.deepEqual(
        top?.children?.map((row) => [row.kind, row.label]),
        [['notice', label]],
      );
    });
  }

  it('do not draw an untrusted folder as broken', () => {
    const untrusted = new AppError('workspace-untrusted', 'x');
    const [top] = sessionRows(stateOf({ server: { kind: 'refused', error: untrusted } }), now);
    assert.equal(top?.children?.[0]?.icon, 'shield');
  });

  it('have ids that are unique over all roots', () => {
    const other = rootId('/work/other');
    const state: State = {
      roots: new Map([...stateOf({}).roots, [other, emptyRoot(other, 'other')]]),
    };
    const all = sessionRows(state, now).flatMap((row) => [row, ...(row.children ?? [])]);
    assert.equal(new Set(all.map(({ id }) => id)).size, 4);
  });
});

describe('badge', () => {
  it('counts what waits for the person, leftovers not', () => {
    assert.deepEqual(badge(stateOf({ sessions, requests, statuses: busy })), {
      count: 1,
      tooltip: '1 request waits for your answer',
    });
    assert.equal(badge(stateOf({ sessions, requests })).count, 0);
  });
});

describe('status line', () => {
  const error = new AppError('server-exited', 'x');
  const cases: readonly (readonly [Partial<RootState>, string, string])[] = [
    [{ server: { kind: 'stopped' } }, '$(circle-outline) OpenCode', 'none'],
    [{}, '$(circle-filled) OpenCode', 'none'],
    [
      { server: { kind: 'starting', phase: 'spawning', since: 1 } },
      '$(loading~spin) OpenCode: starting…',
      'none',
    ],
    [
      { server: { ...ready, kind: 'reconnecting', since: 1 } },
      '$(sync~spin) OpenCode: reconnecting…',
      'none',
    ],
    [
      { server: { kind: 'crashed', error, stderrTail: '' } },
      '$(error) OpenCode: server stopped',
      'error',
    ],
    [{ server: { kind: 'refused', error } }, '$(error) OpenCode: cannot start', 'error'],
    [
      { server: { kind: 'refused', error: new AppError('workspace-untrusted', 'x') } },
      '$(shield) OpenCode: Restricted Mode',
      'none',
    ],
    [{ sessions, statuses: busy }, '$(loading~spin) OpenCode: 1 working', 'none'],
    [{ sessions, statuses: busy, requests }, '$(bell-dot) OpenCode: 1 waiting for you', 'warning'],
  ];
  for (const [change, text, severity] of cases) {
    it(`says ${text}`, () => {
      const line = statusLine(stateOf(change));
      assert.deepEqual([line.text, line.severity], [text, severity]);
      assert.ok(!line.accessibleLabel.includes('$('));
      assert.match(line.tooltip, /repo: /);
    });
  }

  it('stands without a folder', () => {
    assert.equal(statusLine(emptyState).accessibleLabel, 'OpenCode Sessions: no server is running');
  });

  it('offers what fits the server’s state', () => {
    const commands = (change: Partial<RootState>) =>
      menuItems(stateOf(change)).map(({ command }) => command.replace('opencodeSessions.', ''));
    const running = commands({});
    assert.ok(running.includes('stopServer') && !running.includes('startServer'));
    const stopped = commands({ server: { kind: 'stopped' } });
    assert.ok(stopped.includes('startServer') && !stopped.includes('stopServer'));
    assert.ok(commands({ server: unreadable }).includes('stopServer'));
    assert.equal(commands({ sessions, statuses: busy, requests })[0], 'answerRequest');
    const [start] = menuItems(stateOf({})).filter(({ command }) => command.endsWith('stopServer'));
    assert.deepEqual(start?.arguments, [{ rootId: root }]);
  });
});
