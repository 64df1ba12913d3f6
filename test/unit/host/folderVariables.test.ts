import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import {
  parseEnvironment,
  variablesFor,
  type FolderHost,
} from '../../../src/host/environment/folderVariables.ts';

const linux: FolderHost = { platform: 'linux', home: '/home/ada', canonical: (path) => path };
const darwin: FolderHost = { ...linux, platform: 'darwin', home: '/Users/ada' };
const win32: FolderHost = { ...linux, platform: 'win32', home: 'C:\\Users\\ada' };

/** The variables of a folder, as they end up. */
function found(root: string, setting: unknown, host = linux): unknown {
  const { folders, problems } = parseEnvironment(setting, host.platform);
  assert.deepEqual(problems, []);
  return Object.fromEntries(
    variablesFor(root, folders, host).flatMap((changes) => Object.entries(changes)),
  );
}

describe('the variables of a folder', () => {
  it('are those for all folders, then its own', () => {
    const setting = { '/work/app': { A: 'own', B: null }, '*': { A: 'all', B: 'all', C: 'all' } };
    assert.deepEqual(found('/work/app', setting), { A: 'own', B: undefined, C: 'all' });
    assert.deepEqual(found('/work/other', setting), { A: 'all', B: 'all', C: 'all' });
  });

  it('are not those of a folder above or below it', () => {
    const setting = { '/work': { A: '1' }, '/work/app/inner': { A: '1' }, '/work/ap': { A: '1' } };
    assert.deepEqual(found('/work/app', setting), {});
  });

  const same: readonly (readonly [string, string, string, FolderHost])[] = [
    ['the folder at home', '/home/ada/app', '~/app', linux],
    ['home itself', '/home/ada', '~', linux],
    ['a slash at the end', '/work/app', '/work/app/', linux],
    ['steps in between', '/work/app', '/work/x/../app', linux],
    ['the root of the disk', '/', '/', linux],
    ['another case on macOS', '/Users/ada/App', '/users/Ada/app', darwin],
    ['another accent on macOS', '/Users/ada/café', '/Users/ada/cafe\u0301', darwin],
    ['another case on Windows', 'C:\\Work\\App', 'c:\\work\\APP', win32],
    ['slashes on Windows', 'C:\\Work\\App', 'c:/work/app/', win32],
    ['the folder at home on Windows', 'C:\\Users\\Ada\\app', '~\\app', win32],
    ['a share on Windows', '\\\\server\\share\\app', '\\\\SERVER\\share\\app\\', win32],
    ['the root of a drive', 'C:\\', 'c:\\', win32],
  ];
  for (const [what, root, key, host] of same)
    it(`are found by ${what}`, () => {
      assert.deepEqual(found(root, { [key]: { A: '1' } }, host), { A: '1' });
    });

  it('are found by a link to it', () => {
    const host = { ...linux, canonical: (path: string) => path.replace('/link', '/work') };
    assert.deepEqual(found('/work/app', { '/link/app': { A: '1' } }, host), { A: '1' });
  });

  it('are told apart by case on Linux', () => {
    assert.deepEqual(found('/work/app', { '/work/App': { A: '1' } }), {});
  });
});

describe('the setting with variables', () => {
  const read = (setting: unknown, platform: NodeJS.Platform = 'linux') => {
    const { folders, problems } = parseEnvironment(setting, platform);
    return { folders: folders.map(({ folder, variables }) => ({ [folder]: variables })), problems };
  };

  it('may be absent', () => {
    for (const nothing of [undefined, null, {}])
      assert.deepEqual(read(nothing), { folders: [], problems: [] });
  });

  it('has to be an object', () => {
    for (const other of ['text', 7, ['a']])
      assert.deepEqual(read(other), { folders: [], problems: ['It has to be an object.'] });
  });

  it('loses entries that make no sense, and names them', () => {
    const setting = {
      'src/app': { A: 'secret' },
      '/list': ['secret'],
      '/app': { A: 'kept', B: 7, C: { d: 'secret' }, 'E=F': 'secret', '': 'x', G: 'sec\0ret' },
    };
    const { folders, problems } = read(setting);
    assert.deepEqual(folders, [{ '/app': { A: 'kept' } }]);
    assert.deepEqual(problems, [
      '“src/app” is neither an absolute path nor “*”.',
      '“/list” has to be an object of variables.',
      '“/app” → “B” has to be a text, or null to take it away.',
      '“/app” → “C” has to be a text, or null to take it away.',
      '“/app” → “E=F” cannot be the name of a variable.',
      '“/app” → “” cannot be the name of a variable.',
      '“/app” → “G” holds a character that no variable can hold.',
    ]);
    assert.doesNotMatch(problems.join(), /secret/);
  });

  it('knows the paths of its platform', () => {
    assert.equal(read({ 'C:\\app': {} }).problems.length, 1);
    assert.equal(
      read({ 'C:\\app': {}, '\\\\server\\a': {}, '/app': {} }, 'win32').problems.length,
      0,
    );
    assert.equal(read({ 'C:app': {} }, 'win32').problems.length, 1);
  });

  const ours = ['OPENCODE_SERVER_PASSWORD', 'OPENCODE_SERVER_USERNAME', 'OPENCODE_SESSIONS_RUN'];
  for (const name of ours)
    it(`cannot change ${name}`, () => {
      for (const value of ['mine', null]) {
        const { folders, problems } = read({ '*': { [name]: value } });
        assert.deepEqual(folders, [{ '*': {} }]);
        assert.match(problems.join(), new RegExp(name));
      }
      assert.equal(read({ '*': { [name.toLowerCase()]: 'x' } }, 'win32').problems.length, 1);
      assert.equal(read({ '*': { [name.toLowerCase()]: 'x' } }, 'linux').problems.length, 0);
    });
});

describe('the schema of the setting with variables', () => {
  const schema = z
    .object({
      propertyNames: z.object({ pattern: z.string() }),
      additionalProperties: z.object({
        propertyNames: z.object({
          pattern: z.string(),
          not: z.object({ enum: z.array(z.string()) }),
        }),
      }),
    })
    .parse(declared());

  it('allows the folders that are read', () => {
    const folders = ['*', '~', '~/app', '~\\app', '/app', 'C:\\app', 'c:/app', '\\\\server\\share'];
    const others = ['', 'app', './app', '~ada/app', '**', 'C:app'];
    const pattern = new RegExp(schema.propertyNames.pattern, 'u');
    for (const folder of folders) {
      assert.match(folder, pattern);
      const isRead = (platform: NodeJS.Platform) =>
        parseEnvironment({ [folder]: {} }, platform).problems.length === 0;
      assert.ok(isRead('linux') || isRead('win32'), folder);
    }
    for (const folder of others) {
      assert.doesNotMatch(folder, pattern);
      for (const platform of ['linux', 'win32'] as const)
        assert.equal(parseEnvironment({ [folder]: {} }, platform).problems.length, 1, folder);
    }
  });

  it('refuses the names that are refused', () => {
    const { not } = schema.additionalProperties.propertyNames;
    for (const name of not.enum)
      assert.equal(parseEnvironment({ '*': { [name]: '1' } }, 'linux').problems.length, 1, name);
    assert.equal(not.enum.length, 3);
  });
});

function declared(): unknown {
  const manifest = z
    .object({
      contributes: z.object({
        configuration: z.object({ properties: z.record(z.string(), z.unknown()) }),
      }),
    })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  return manifest.contributes.configuration.properties['opencodeSessions.server.environment'];
}
