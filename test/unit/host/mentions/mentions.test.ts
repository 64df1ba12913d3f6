import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '../../../../src/base/errors.ts';
import { nullLogger } from '../../../../src/base/log.ts';
import type { Mentions } from '../../../../src/host/mentions/mentions.ts';
import { windowMentions } from '../../../../src/host/mentions/windowMentions.ts';
import { emptyCatalog } from '../../../../src/model/catalog.ts';
import { rootId } from '../../../../src/model/ids.ts';
import type { PromptPart } from '../../../../src/model/prompt.ts';
import { FakeEditor } from '../../../support/fakeEditor.ts';
import { aSession, textPart, userMessage } from '../../../support/fixtures.ts';
import { MemoryBackend } from '../../../support/memoryBackend.ts';
import { SessionWorld } from '../../../support/sessionWorld.ts';

const agent = { description: 'Does it', isHidden: false } as const;

describe('mentions', () => {
  let folder: string;
  let editor: FakeEditor;
  let backend: MemoryBackend;
  let mentions: Mentions;
  let world: SessionWorld;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'mentions-')));
    await mkdir(join(folder, 'src'));
    await writeFile(join(folder, 'src/a.ts'), 'one\ntwo\nthree\n');
    await writeFile(join(folder, 'my notes.md'), 'notes');
    await writeFile(join(folder, 'logo.png'), 'png');
  });

  after(() => rm(folder, { recursive: true }));

  beforeEach(() => {
    editor = new FakeEditor();
    backend = new MemoryBackend(rootId(folder));
    mentions = windowMentions(editor, nullLogger);
    world = new SessionWorld();
  });

  afterEach(() => world.dispose());

  const place = () => {
    const agents = [
      { name: 'build', mode: 'primary', ...agent },
      { name: 'explore', mode: 'subagent', ...agent },
      { name: 'title', mode: 'subagent', ...agent, isHidden: true },
    ] as const;
    const sessions = new Map(
      [aSession('s1', { title: 'Fix the parser' }), aSession('s2')].map((one) => [one.id, one]),
    );
    const catalog = { ...emptyCatalog, agents };
    return { root: { ...world.state, id: rootId(folder), catalog, sessions }, backend };
  };
  const resolve = (text: string, chosen: readonly string[] = []) =>
    mentions.resolve(text, chosen, place());
  const inserts = async (query: string) =>
    (await mentions.suggest(query, place())).map(({ insert }) => insert);
  const textOf = ([part]: readonly PromptPart[]) => {
    assert.equal(part?.kind, 'file');
    const [head, body = ''] = (part?.kind === 'file' ? part.url : '').split(',');
    assert.equal(head, 'data:text/plain;base64');
    return Buffer.from(body, 'base64').toString('utf8');
  };

  it('of files, folders, images and lines are read by the server', async () => {
    const parts = await resolve('@src/a.ts#L2-3 in @src/ with @logo.png and @"my notes.md".');
    const url = pathToFileURL(folder).href;
    assert.deepEqual(
      parts.map((part) => part.kind === 'file' && [part.name, part.mime, part.url]),
      [
        ['src/a.ts', 'text/plain', `${url}/src/a.ts?start=2&end=3`],
        ['src', 'application/x-directory', `${url}/src`],
        ['logo.png', 'image/png', `${url}/logo.png`],
        ['my notes.md', 'text/plain', `${url}/my%20notes.md`],
      ],
    );
    assert.deepEqual(parts[0]?.span, { value: '@src/a.ts#L2-3', start: 0, end: 14 });
  });

  it('of a file with unsaved changes bring what the editor shows', async () => {
    editor.dirty.set(join(folder, 'src/a.ts'), 'one\nTWO\nthree\n');
    assert.equal(textOf(await resolve('@src/a.ts')), 'one\nTWO\nthree\n');
    assert.equal(textOf(await resolve('@src/a.ts#L2')), 'TWO');
  });

  it('of an agent hand the work to it', async () => {
    const span = { value: '@explore', start: 4, end: 12 };
    assert.deepEqual(await resolve('Let @explore look, not @build or @title'), [
      { kind: 'agent', name: 'explore', span },
    ]);
  });

  it('are plain text where nothing is meant, and never lead out of the folder', async () => {
    assert.deepEqual(await resolve('@Injectable() @gone.ts @../../etc/passwd @/etc/passwd'), []);
  });

  it('are told when they were chosen and lead nowhere any more', async () => {
    await assert.rejects(resolve('Look at @gone.ts.', ['@gone.ts']), (error) =>
      AppError.is(error, 'mention-lost') ? error.message.startsWith('@gone.ts ') : false,
    );
    assert.deepEqual(await resolve('Nothing of it', ['@gone.ts']), []);
  });

  it('bring problems: all, of one file, and none', async () => {
    assert.equal(textOf(await resolve('@problems')), 'There are no problems.');
    const problem = (path: string, line: number) =>
      ({ path, line, column: 1, severity: 'error', message: 'Bad\nthing', source: 'ts' }) as const;
    editor.found = [
      problem(join(folder, 'src/a.ts'), 3),
      problem(join(folder, 'b.ts'), 4),
      problem('/elsewhere/c.ts', 5),
    ];
    const [first, second] = ['src/a.ts:3:1', 'b.ts:4:1'].map(
      (where) => `${where}: error: Bad ⏎ thing (ts)`,
    );
    assert.equal(textOf(await resolve('@problems')), `${first}\n${second}`);
    assert.equal(textOf(await resolve('@problems:src/a.ts')), first);
  });

  it('bring the terminal, the changes and another session', async () => {
    assert.deepEqual(await resolve('@terminal'), []);
    editor.printed = { command: 'ls', output: '\u001B[31mred\u001B[0m\r\n' };
    assert.equal(textOf(await resolve('@terminal')), '$ ls\nred\n');
    assert.match(textOf(await resolve('@changes')), /^Nothing has changed/);
    backend.changesToServe = '+++ b/src/a.ts';
    assert.equal(textOf(await resolve('@changes')), '+++ b/src/a.ts');
    const session = aSession('s1');
    const { parts: _, ...info } = userMessage('m1', session.id);
    const part = textPart('p1', userMessage('m1', session.id), { text: 'Fix it' });
    backend.change(
      { kind: 'sessionChanged', session },
      { kind: 'messageChanged', info },
      { kind: 'partChanged', part },
    );
    assert.equal(textOf(await resolve('@session:s1')), '# Fix the parser\n\n## User\n\nFix it');
  });

  it('say how much of a long text is missing', async () => {
    editor.printed = { command: 'yes', output: 'y'.repeat(300_000) };
    assert.match(textOf(await resolve('@terminal')), /yyy\n\n\(Cut here: 100k more characters\.\)/);
  });

  it('of open editors bring each file of the folder', async () => {
    editor.open = [join(folder, 'src/a.ts'), '/elsewhere/c.ts', join(folder, 'my notes.md')];
    const names = (await resolve('@editors')).map((part) => part.kind === 'file' && part.name);
    assert.deepEqual(names, ['src/a.ts', 'my notes.md']);
  });

  it('are offered before anything is typed: what is at hand', async () => {
    editor.open = [join(folder, 'src/a.ts')];
    editor.selected = { path: join(folder, 'src/a.ts'), first: 2, last: 3 };
    assert.deepEqual(await inserts(''), [
      '@src/a.ts#L2-3',
      '@src/a.ts',
      '@editors',
      '@changes',
      '@explore',
      '@session:s2',
      '@session:s1',
    ]);
  });

  it('are found by what is typed, whatever they are, each once', async () => {
    editor.open = [join(folder, 'src/parse.ts')];
    backend.filesToFind = ['src/parse.ts', 'lib/parse/', 'my parse.md'];
    editor.known = [
      { name: 'parseAll', container: '', path: join(folder, 'src/x.ts'), first: 4, last: 9 },
    ];
    const found = await inserts('parse');
    assert.deepEqual(found.toSorted(), [
      '@"my parse.md"',
      '@lib/parse/',
      '@session:s1',
      '@src/parse.ts',
      '@src/x.ts#L4-9',
    ]);
    assert.deepEqual(await inserts('nothing-like-it'), []);
  });

  it('are still offered when one source fails', async () => {
    backend.failNext('findFiles');
    assert.deepEqual(await inserts('expl'), ['@explore']);
  });
});
