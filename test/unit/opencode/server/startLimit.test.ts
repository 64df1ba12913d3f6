import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../../src/base/errors.ts';
import { nullLogger } from '../../../../src/base/log.ts';
import { rootId } from '../../../../src/model/ids.ts';
import type { RootClaim } from '../../../../src/opencode/registry/rootClaim.ts';
import { RunRegistry } from '../../../../src/opencode/registry/runRegistry.ts';
import { newCredentials } from '../../../../src/opencode/server/serverEnvironment.ts';
import { startInTime } from '../../../../src/opencode/server/startLimit.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** As where the list of processes, or the disk, never answers. */
class HangingRegistry extends RunRegistry {
  override claim(): Promise<RootClaim | undefined> {
    return new Promise(() => undefined);
  }
}

describe('a start with a step that never ends', () => {
  let directory: string;
  let clock: FakeClock;
  let stop: AbortController;
  let starting: Promise<unknown>;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'start-limit-'));
    clock = new FakeClock();
    stop = new AbortController();
    const storage = { storageDirectory: join(directory, 'storage'), clock, log: nullLogger };
    const options = {
      ...storage,
      rootId: rootId(directory),
      settings: { permissionMode: 'ask' },
      baseEnv: {},
      runs: new HangingRegistry(storage),
      credentials: newCredentials(),
      onPhase: () => undefined,
      onOutput: () => undefined,
    } as const;
    starting = startInTime(options, stop.signal);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is given up after a minute', async () => {
    const rejected = assert.rejects(starting, {
      code: 'server-start-timeout',
      message: /locating/,
    });
    await clock.elapse(60_000);
    await rejected;
    assert.equal(clock.waiting, 0);
  });

  it('is not waited for long once it is cut off', async () => {
    const rejected = assert.rejects(starting, { code: 'cancelled' });
    stop.abort(new AppError('cancelled', 'The server was stopped.'));
    await clock.elapse(5_000);
    await rejected;
    assert.equal(clock.waiting, 0);
  });
});
