import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { AppError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import { sessionId, type RootId, type SessionId } from '../model/ids.ts';
import type { ExportedSession, SessionImporter } from '../model/importer.ts';
import { findBinary } from './binary/findBinary.ts';
import { runProgram, type ProgramEnd } from './process/runProgram.ts';
import type { Environment } from './server/serverEnvironment.ts';

export interface ImporterOptions {
  /** As a server of that root would be started now. */
  readonly settings: (root: RootId) => {
    readonly binaryPath?: string | undefined;
    readonly extraEnv: Environment;
    /** The server is the person's own, wherever it keeps its sessions. */
    readonly isAttached: boolean;
  };
  readonly baseEnv: Environment;
  readonly storageDirectory: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What `opencode export` writes, as far as it has to be understood. */
const exportSchema = z.looseObject({
  info: z.looseObject({ id: z.string().startsWith('ses'), title: z.string().catch('') }),
  messages: z.array(z.looseObject({ info: z.looseObject({}), parts: z.array(z.unknown()) })),
});

const limitMs = 5 * 60_000;

/** OpenCode's server has no route for it: its program is run beside it, on the same data. */
export class LocalImporter implements SessionImporter {
  readonly #options: ImporterOptions;

  constructor(options: ImporterOptions) {
    this.#options = options;
  }

  async read(file: string): Promise<ExportedSession> {
    const content = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new AppError('import-failed', 'The file cannot be read.', { cause: error });
    });
    const { info, messages } = parseExport(content);
    return { id: sessionId(info.id), title: info.title, messages: messages.length };
  }

  async import(root: RootId, file: string, signal: AbortSignal): Promise<SessionId> {
    const { settings, clock, log } = this.#options;
    const wanted = settings(root);
    if (wanted.isAttached) throw new AppError('import-failed', attachedText);
    const binary = await findBinary({ ...this.#options, settings: wanted }, signal);
    log.info(`Importing a session into ${root}.`);
    const end = await runProgram(
      {
        command: binary.path,
        args: ['import', file],
        env: { ...binary.baseEnv, OPENCODE_DISABLE_AUTOUPDATE: '1', ...wanted.extraEnv },
        cwd: root,
        limitMs,
        clock,
      },
      signal,
    );
    return importedBy(end);
  }
}

const attachedText =
  'A session cannot be imported into a server that you run yourself. Run “opencode import” where that server is.';

function parseExport(content: string): z.infer<typeof exportSchema> {
  try {
    return exportSchema.parse(JSON.parse(content));
  } catch (error) {
    const message = 'The file holds no session as OpenCode exports it.';
    throw new AppError('import-failed', message, { cause: error });
  }
}

/** It ends well also when it has not understood the file. */
function importedBy({ stdout, stderr, how }: ProgramEnd): SessionId {
  const id = /Imported session: (ses\w+)/.exec(stdout)?.[1];
  if (id !== undefined) return sessionId(id);
  const said = `${stdout}\n${stderr}`.trim().slice(-2_000);
  throw new AppError('import-failed', 'OpenCode could not import the session.', {
    detail: [how, said].filter((text) => text !== '').join('\n'),
  });
}
