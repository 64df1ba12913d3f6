import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../src/base/errors.ts';
import { nullLogger } from '../../../src/base/log.ts';
import { systemClock } from '../../../src/base/time.ts';
import { rootId } from '../../../src/model/ids.ts';
import { LocalImporter } from '../../../src/opencode/sessionImport.ts';

const exported = {
  info: { id: 'ses_1', title: 'One', directory: '/elsewhere' },
  messages: [{ info: { id: 'msg_1' }, parts: [] }],
};

describe('the import of a session', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opencode-import-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, content: string) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  /** An OpenCode that says this when it imports. */
  const importer = (script: string, isAttached = false) => {
    const program = write(
      'opencode',
      `#!/bin/sh\nif [ "$1" = --version ]; then echo 1.18.33; exit; fi\n${script}\n`,
    );
    chmodSync(program, 0o755);
    return new LocalImporter({
      settings: () => ({ binaryPath: program, extraEnv: { OURS: 'given' }, isAttached }),
      baseEnv: { PATH: process.env['PATH'] },
      storageDirectory: join(folder, 'storage'),
      clock: systemClock,
      log: nullLogger,
    });
  };
  const run = (script: string, isAttached = false) =>
    importer(script, isAttached).import(
      rootId(folder),
      join(folder, 'session.json'),
      new AbortController().signal,
    );
  const failed = (pattern: RegExp) => (error: unknown) =>
    AppError.is(error, 'import-failed') && pattern.test(`${error.message} ${error.detail}`);

  it('reads what OpenCode exports, and nothing else', async () => {
    const read = (file: string) => importer('').read(file);
    const found = await read(write('a.json', JSON.stringify(exported)));
    assert.deepEqual(found, { id: 'ses_1', title: 'One', messages: 1 });
    for (const content of ['', '{', '[]', '{"info":{"id":"x"},"messages":[]}', '{"info":{}}'])
      await assert.rejects(read(write('b.json', content)), failed(/holds no session/));
    await assert.rejects(read(join(folder, 'absent.json')), failed(/cannot be read/));
  });

  it('runs OpenCode in the folder, with what its server would have', async () => {
    const id = await run('echo "$1 $2 $PWD $OURS" > said; echo "Imported session: ses_1"');
    assert.equal(id, 'ses_1');
    const said = readFileSync(join(folder, 'said'), 'utf8').trim();
    assert.equal(said, `import ${join(folder, 'session.json')} ${realpathSync(folder)} given`);
  });

  it('tells what OpenCode said when it did not import, also when it ended well', async () => {
    await assert.rejects(run('echo "Invalid JSON in x" >&2; exit 1'), failed(/Invalid JSON in x/));
    await assert.rejects(run('echo "Failed to read session data"'), failed(/Failed to read/));
  });

  it('has no part in a server that the person runs', async () => {
    await assert.rejects(run('echo "Imported session: ses_1"', true), failed(/run yourself/));
  });
});
