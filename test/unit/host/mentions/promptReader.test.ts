import assert from 'node:assert/strict';
import { AppError } from '../../../../src/base/errors.ts';
import { nullLogger } from '../../../../src/base/log.ts';
import { ComposerCommands } from '../../../../src/host/mentions/commands.ts';
import { PromptReader } from '../../../../src/host/mentions/promptReader.ts';
import { windowMentions } from '../../../../src/host/mentions/windowMentions.ts';
import type { Prompt } from '../../../../src/model/prompt.ts';
import { messageId, sessionId } from '../../../../src/model/ids.ts';
import { FakeEditor } from '../../../support/fakeEditor.ts';
import { root } from '../../../support/fixtures.ts';
import { MemoryBackend } from '../../../support/memoryBackend.ts';
import { SessionWorld } from '../../../support/sessionWorld.ts';

describe('PromptReader', () => {
  let world: SessionWorld;
  let backend: MemoryBackend;
  let commands: ComposerCommands;
  let asked: string[];
  let mayRun: boolean;
  let reader: PromptReader;
  const kept = new Set(['kept']);

  beforeEach(() => {
    world = new SessionWorld();
    backend = new MemoryBackend(root);
    backend.commandsToServe = [
      { name: 'init', description: 'Sets up', source: 'command' },
      { name: 'demo', description: '', source: 'skill' },
      { name: 'new', description: 'theirs', source: 'mcp' },
    ];
    asked = [];
    mayRun = true;
    commands = new ComposerCommands();
    const editor = new FakeEditor();
    editor.printed = { command: 'ls', output: 'a' };
    reader = new PromptReader({
      store: world.store,
      mentions: windowMentions(editor, nullLogger),
      commands,
      files: { url: ({ id, mime }) => Promise.resolve(kept.has(id) ? `data:${mime},` : undefined) },
      mayRun: (line) => {
        asked.push(line);
        return Promise.resolve(mayRun);
      },
    });
  });

  afterEach(() => world.dispose());

  const prompt = (text: string, more: Partial<Prompt> = {}): Prompt => ({
    id: messageId('p1'),
    target: { kind: 'session', sessionId: sessionId('s1') },
    text,
    composed: { mentions: [], files: [] },
    queuedAt: 0,
    state: { kind: 'queued' },
    ...more,
  });
  const read = (text: string, more?: Partial<Prompt>) => reader.read(prompt(text, more), backend);

  it('makes nothing of what nobody composed', async () => {
    for (const text of ['!rm -rf /', '/init', '@terminal']) {
      assert.deepEqual(await read(text, { composed: undefined }), { kind: 'turn', parts: [] });
    }
    assert.deepEqual(asked, []);
  });

  it('runs a shell line with the agent that was picked, once a person lets it', async () => {
    const shell = { kind: 'shell', command: 'ls -la', agent: 'plan' };
    assert.deepEqual(await read('!ls -la', { agent: 'plan' }), shell);
    assert.deepEqual(asked, ['ls -la']);
    mayRun = false;
    await assert.rejects(read('!ls'), (error) => AppError.is(error, 'declined'));
  });

  it('calls the commands that the server knows; any other is text', async () => {
    const called = await read('/init the docs');
    assert.deepEqual(called, { kind: 'command', name: 'init', arguments: 'the docs', parts: [] });
    assert.deepEqual(await read('/unknown x'), { kind: 'turn', parts: [] });
  });

  it('learns of a command that is new', async () => {
    assert.equal((await read('/fresh')).kind, 'turn');
    backend.commandsToServe = [{ name: 'fresh', description: '', source: 'command' }];
    assert.equal((await read('/fresh')).kind, 'command');
  });

  it('hands a command what it mentions, but not what OpenCode reads itself', async () => {
    const called = await read('/init with @terminal');
    assert.equal(called.kind, 'command');
    assert.deepEqual(called.kind === 'command' && called.parts.map((part) => part.name), [
      'Terminal output',
    ]);
  });

  it('brings the files that are kept, and says which is not', async () => {
    const file = { id: 'kept', name: 'a.png', mime: 'image/png', size: 1 };
    const composed = { mentions: [], files: [file] };
    const part = { kind: 'file', name: 'a.png', mime: 'image/png', url: 'data:image/png,' };
    assert.deepEqual(await read('Look', { composed }), { kind: 'turn', parts: [part] });
    const called = { kind: 'command', name: 'init', arguments: '', parts: [part] };
    assert.deepEqual(await read('/init', { composed }), called);
    assert.deepEqual(await read('!ls', { composed }), { kind: 'turn', parts: [part] });
    assert.deepEqual(asked, []);
    const lost = { mentions: [], files: [{ ...file, id: 'lost' }] };
    await assert.rejects(read('Look', { composed: lost }), (error) =>
      AppError.is(error, 'file-lost'),
    );
  });

  it('sends again what the message had, and reads it as nothing else', async () => {
    const part = { kind: 'file', name: 'a', mime: 'text/plain', url: 'file:///a' } as const;
    const composed = { mentions: [], files: [], parts: [part] };
    for (const text of ['!ls', '/init', 'Look at @terminal']) {
      assert.deepEqual(await read(text, { composed }), { kind: 'turn', parts: [part] });
    }
    assert.deepEqual(asked, []);
  });

  it('asks again after the list could not be had', async () => {
    backend.failNext('listCommands');
    await assert.rejects(read('/init'));
    assert.equal((await read('/init')).kind, 'command');
  });

  it('offers ours first, each name once, with where it comes from', async () => {
    const all = await commands.suggest('', backend);
    const theirs = all.filter(({ act }) => act === undefined);
    assert.deepEqual(
      theirs.map(({ insert, badge }) => [insert, badge]),
      [
        ['/init', undefined],
        ['/demo', 'skill'],
      ],
    );
    assert.equal(all.find(({ insert }) => insert === '/new')?.act, 'new');
    assert.deepEqual(
      (await commands.suggest('dem', backend)).map(({ insert }) => insert),
      ['/demo'],
    );
    assert.equal((await commands.suggest('', undefined)).length, all.length - 2);
  });
});
