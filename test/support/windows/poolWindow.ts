import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RootId } from '../../../src/model/ids.ts';
import type { LiveServer } from '../liveServer.ts';
import { isolatedOpencodeEnv } from '../model/opencodeConfig.ts';
import { opencodeBinary } from '../opencodeBinary.ts';
import { until } from '../until.ts';
import {
  windowAnswerSchema,
  windowViewSchema,
  type WindowAnswer,
  type WindowCommand,
  type WindowOptions,
  type WindowView,
} from './windowMessages.ts';

/** A window as far as servers are concerned: a process with a server pool, which can be ended by force. */
export class PoolWindow {
  readonly #child: ChildProcess;
  readonly #root: RootId;
  readonly #waiting = new Map<number, (answer: WindowAnswer) => void>();
  #commands = 0;

  private constructor(child: ChildProcess, root: RootId) {
    this.#child = child;
    this.#root = root;
    child.on('message', (message) => {
      const answer = windowAnswerSchema.parse(message);
      this.#waiting.get(answer.id)?.(answer);
    });
    child.once('exit', () => {
      for (const [id, give] of this.#waiting) give({ id, error: 'The window has ended.' });
    });
  }

  static async open(live: LiveServer, change: Partial<WindowOptions> = {}): Promise<PoolWindow> {
    const temp = join(live.directory, 'temp');
    mkdirSync(temp, { recursive: true });
    const options: WindowOptions = {
      root: live.root,
      storage: join(live.directory, 'storage'),
      temp,
      env: isolatedOpencodeEnv(live.directory),
      binary: opencodeBinary(),
      permissionMode: 'ask',
      ...change,
    };
    const main = join(import.meta.dirname, 'poolWindowMain.ts');
    const child = fork(main, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] });
    const window = new PoolWindow(child, live.root);
    await new Promise<WindowAnswer>((resolve) => window.#waiting.set(0, resolve));
    return window;
  }

  /** Asks for the server and does not wait. */
  async begin(root = this.#root): Promise<void> {
    await this.#call('begin', root);
  }

  async openServer(root = this.#root): Promise<WindowView> {
    await this.#call('open', root);
    return this.view(root);
  }

  async view(root = this.#root): Promise<WindowView> {
    return windowViewSchema.parse(JSON.parse((await this.#call('view', root)) ?? ''));
  }

  async untilView(
    test: (view: WindowView) => boolean,
    what: string,
    root = this.#root,
  ): Promise<WindowView> {
    const look = async () => {
      const view = await this.view(root);
      return test(view) && view;
    };
    return until(look, { what });
  }

  async say(script: string, root = this.#root): Promise<void> {
    await this.#call('say', root, script);
  }

  async startTool(script: string, root = this.#root): Promise<void> {
    await this.#call('startTool', root, script);
  }

  /** The text of the conversation. */
  async untilIdle(root = this.#root): Promise<string> {
    return (await this.#call('untilIdle', root)) ?? '';
  }

  async stop(root = this.#root): Promise<void> {
    await this.#call('stop', root);
  }

  async end(reason: 'stopped' | 'restarting', root = this.#root): Promise<void> {
    await this.#call('end', root, reason);
  }

  async reap(): Promise<void> {
    await this.#call('reap', this.#root);
  }

  /** As a person closes it. */
  async close(): Promise<void> {
    if (!this.#isRunning()) return;
    const ended = once(this.#child, 'exit');
    await this.#call('close', this.#root);
    this.#child.disconnect();
    await ended;
  }

  async kill(): Promise<void> {
    if (!this.#isRunning()) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async #call(
    name: WindowCommand['name'],
    root: RootId,
    argument = '',
  ): Promise<string | undefined> {
    this.#commands += 1;
    const command: WindowCommand = { id: this.#commands, name, root, argument };
    const { value, error } = await new Promise<WindowAnswer>((resolve) => {
      this.#waiting.set(command.id, resolve);
      this.#child.send(command);
    });
    this.#waiting.delete(command.id);
    if (error !== undefined) throw new Error(error);
    return value;
  }
}
