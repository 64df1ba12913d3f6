import { thisMachine } from '../../../../src/opencode/registry/machine.ts';
import type { RunRecord } from '../../../../src/opencode/registry/runRecord.ts';

/** A server of this machine that was not spawned yet. */
export function sampleRecord(change: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 1,
    rootKey: 'root',
    settingsKey: 'settings',
    ...thisMachine(),
    root: '/home/me/prøject',
    createdAt: 1_700_000_000_000,
    window: { pid: 1, startedAt: '1' },
    username: 'vscode',
    password: 'not for others',
    ...change,
  };
}
