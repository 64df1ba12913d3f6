import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Errand, PromptPart } from '../../../src/model/prompt.ts';
import { Conversation } from '../../support/conversation.ts';
import { LiveServer } from '../../support/liveServer.ts';

const png =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('what is composed, on a real server', function () {
  this.timeout(60_000);
  let live: LiveServer;
  let talk: Conversation;

  before(async () => {
    live = await LiveServer.start();
    const file = (path: string, text: string) => {
      mkdirSync(join(live.root, path, '..'), { recursive: true });
      writeFileSync(join(live.root, path), text);
    };
    file('src/poem.txt', 'roses\nviolets\nsugar\nand you\n');
    file('my notes/a b.md', 'spaced out\n');
    file(
      '.opencode/command/greet.md',
      '---\ndescription: Greets\n---\nGreet $ARGUMENTS politely [[script:hello]]\n',
    );
  });
  after(async () => live.end());
  beforeEach(async () => {
    talk = await Conversation.open(live);
  });
  afterEach(() => talk.close());

  async function send(text: string, errand: Errand): Promise<string> {
    const id = talk.backend.newMessageId();
    const said = { id, text: `${text} [[script:hello]]`, errand };
    await talk.backend.prompt(talk.session.id, said);
    await talk.idle();
    return id;
  }

  const turn = (parts: readonly PromptPart[]): Errand => ({ kind: 'turn', parts });
  const given = () => live.model.calls.findLast(({ purpose }) => purpose === 'turn')?.given ?? '';
  const urlOf = (path: string, query = '') => pathToFileURL(join(live.root, path)).href + query;
  const base = { kind: 'file', mime: 'text/plain' } as const;

  it('has the lines of a file read', async () => {
    const span = { value: '@src/poem.txt#L2-3', start: 5, end: 23 };
    const url = urlOf('src/poem.txt', '?start=2&end=3');
    await send('Read @src/poem.txt#L2-3', turn([{ ...base, name: 'src/poem.txt', url, span }]));
    assert.match(given(), /2: violets\n3: sugar/);
    assert.doesNotMatch(given(), /roses|and you/);
  });

  it('has folders and names with spaces read', async () => {
    const folder = { ...base, mime: 'application/x-directory', name: 'src', url: urlOf('src') };
    const spaced = { ...base, name: 'my notes/a b.md', url: urlOf('my notes/a b.md') };
    await send('Look', turn([folder, spaced]));
    assert.match(given(), /poem\.txt/);
    assert.match(given(), /spaced out/);
  });

  it('brings a text that is in no file', async () => {
    const text = Buffer.from('the output\nof ä command').toString('base64');
    const url = `data:text/plain;base64,${text}`;
    const span = { value: '@terminal', start: 0, end: 9 };
    await send('@terminal', turn([{ ...base, name: 'Terminal output', url, span }]));
    assert.match(given(), /the output\nof ä command/);
  });

  it('tells the model to call a mentioned agent', async () => {
    const span = { value: '@general', start: 4, end: 12 };
    await send('Let @general do it', turn([{ kind: 'agent', name: 'general', span }]));
    assert.match(given(), /call the task tool with subagent: general/);
  });

  it('finds files as they are typed, folders too', async () => {
    assert.ok((await talk.backend.findFiles('poem', 10)).includes('src/poem.txt'));
    assert.ok((await talk.backend.findFiles('notes', 10)).some((path) => path.endsWith('notes/')));
    assert.deepEqual(await talk.backend.findFiles('no-such-thing-anywhere', 10), []);
  });

  it('knows what differs from the last commit', async () => {
    assert.equal(typeof (await talk.backend.changes()), 'string');
  });

  it('calls a command with its arguments, under the id that we gave it', async () => {
    const commands = await talk.backend.listCommands();
    const greet = commands.find(({ name }) => name === 'greet');
    assert.deepEqual(greet, { name: 'greet', description: 'Greets', source: 'command' });
    const parts = [{ ...base, name: 'extra', url: 'data:text/plain;base64,bW9yZQ==' }];
    const errand = {
      kind: 'command',
      name: 'greet',
      arguments: 'Bob with @README.md',
      parts,
    } as const;
    const id = await send('/greet Bob', errand);
    assert.match(given(), /Greet Bob with @README\.md politely/);
    assert.match(given(), /# A project/);
    assert.match(given(), /more/);
    assert.equal((await talk.messages())[0]?.id, id);
  });

  it('runs a shell line without asking, under the id that we gave it', async () => {
    const id = await send('!echo', {
      kind: 'shell',
      command: 'echo from the $((40+2))',
      agent: 'build',
    });
    const messages = await talk.messages();
    assert.equal(messages[0]?.id, id);
    const tool = messages.flatMap(({ parts }) => parts).find((part) => part.kind === 'tool');
    assert.ok(tool?.kind === 'tool' && tool.state.kind === 'completed');
    assert.match(tool.state.output, /from the 42/);
    assert.deepEqual(await talk.backend.listRequests(), []);
  });
});

describe('an image, on a real server', function () {
  this.timeout(60_000);
  let live: LiveServer;

  before(async () => {
    const modalities = { input: ['text', 'image'], output: ['text'] };
    const seeing = { name: 'Seeing', attachment: true, tool_call: true, modalities };
    const projectConfig = { provider: { scripted: { models: { seeing } } } };
    live = await LiveServer.start({ projectConfig });
  });
  after(async () => live.end());

  it('reaches a model that reads images, and the catalog says which does', async () => {
    const talk = await Conversation.open(live);
    const parts: readonly PromptPart[] = [
      { kind: 'file', mime: 'image/png', name: 'p.png', url: png },
    ];
    const id = talk.backend.newMessageId();
    const model = { providerId: 'scripted', modelId: 'seeing' };
    const errand = { kind: 'turn', parts } as const;
    await talk.backend.prompt(talk.session.id, { id, text: '[[script:hello]]', model, errand });
    await talk.idle();
    assert.deepEqual(live.model.calls.find(({ purpose }) => purpose === 'turn')?.images, [png]);
    const { models } = await talk.backend.catalog();
    const reads = models.map(({ modelId, reads }) => [modelId, reads?.image]);
    assert.deepEqual(Object.fromEntries(reads), { demo: false, 'demo-mini': false, seeing: true });
    talk.close();
  });
});
