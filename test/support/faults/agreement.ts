import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { RootId, SessionId } from '../../../src/model/ids.ts';
import type { HttpClient } from '../../../src/opencode/httpClient.ts';
import { until } from '../until.ts';
import type { Client } from './client.ts';
import { described, differences, type Difference } from './differences.ts';
import { serverTruth, type ServerTruth } from './serverTruth.ts';

const limitMs = 8_000;
const pauseMs = 40;

/** What is left of the differences when both sides have had time to say all. */
export async function lastDifferences(
  client: Client,
  root: RootId,
  direct: HttpClient,
  withConversations = true,
): Promise<readonly Difference[]> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const truth = await serverTruth(direct, root, withConversations);
    const left = differences(client.state(root), truth);
    if (left.length === 0 || performance.now() > deadline) return left;
    await wait(pauseMs);
  }
}

export async function assertAgreement(
  client: Client,
  root: RootId,
  direct: HttpClient,
): Promise<void> {
  const left = await lastDifferences(client, root, direct);
  assert.equal(left.length, 0, described(left));
}

/** The server works on none of them any more, and has answered each one's last prompt. */
export async function turnsEnd(
  direct: HttpClient,
  root: RootId,
  sessions: readonly SessionId[],
): Promise<void> {
  const what = `the end of the turns of ${sessions.join(', ')}`;
  await until(async () => sessions.every(isOver(await serverTruth(direct, root))), { what });
}

function isOver({ statuses, conversations }: ServerTruth): (session: SessionId) => boolean {
  return (session) => {
    const last = conversations.get(session)?.messages.at(-1);
    const isComplete = last?.role === 'assistant' && last.completedAt !== undefined;
    return isComplete && !statuses.has(session);
  };
}
