import type { Logger } from '../../base/log.ts';
import type { ProcessRef } from '../process/processIdentity.ts';
import { findProcess } from '../process/processTable.ts';
import type { RunFolder } from './runFolder.ts';
import type { RunRecord } from './runRecord.ts';

/** What the window that starts a server writes down of it, as it comes to know it. */
export class RunNotes {
  readonly #folder: RunFolder;
  readonly #log: Logger;
  #record: RunRecord;

  /** @throws when it cannot be written: nothing is started that could not be found again */
  constructor(folder: RunFolder, record: RunRecord, log: Logger) {
    this.#folder = folder;
    this.#record = record;
    this.#log = log;
    folder.write(record);
  }

  /** The server, where the system tells. */
  get process(): ProcessRef | undefined {
    return this.#record.server;
  }

  async spawned(pid: number, port: number, binary: string): Promise<void> {
    const startedAt = (await findProcess(pid))?.startedAt ?? '';
    this.#note({ server: { pid, startedAt, port, binary } });
  }

  /** From here on other windows may join. */
  answered(version: string): void {
    this.#note({ version });
  }

  /** The server runs, so it goes on: by its environment it can still be found. */
  #note(news: Partial<RunRecord>): void {
    this.#record = { ...this.#record, ...news };
    try {
      this.#folder.write(this.#record);
    } catch (error) {
      this.#log.warn(`What is known of the server could not be noted: ${String(error)}`);
    }
  }
}
