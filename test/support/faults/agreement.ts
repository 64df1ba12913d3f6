import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { RootId, SessionId } from '../../../src/model/ids.ts';
import type { HttpClient } from '../../../src/opencode/http/httpClient.ts';
import { until } from '../until.ts';
import type { Client } from './client.ts';
import { described, differences, type Difference } from './differences.ts';
import { activity, newestMessages, serverTruth } from './serverTruth.ts';

const limitMs = 15_000;
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
  timeoutMs = 120_000,
): Promise<void> {
  const left = new Set(sessions);
  const probe = async () => {
    const { statuses } = await activity(direct, root);
    for (const id of left) {
      if (!statuses.has(id) && (await isAnswered(direct, id))) left.delete(id);
    }
    return left.size === 0;
  };
  await until(probe, { what: 'the end of the turns', timeoutMs });
}

async function isAnswered(direct: HttpClient, id: SessionId): Promise<boolean> {
  const last = (await newestMessages(direct, id, 1)).at(-1);
  return last?.role === 'assistant' && last.completedAt !== undefined;
}
