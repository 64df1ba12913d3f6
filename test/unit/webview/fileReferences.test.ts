import assert from 'node:assert/strict';
import { fileNamed, fileReferences } from '../../../src/webview/markdown/fileReferences.ts';

function found(text: string): readonly string[] {
  return fileReferences(text).map(({ start, end, target: { path, line } }) => {
    assert.ok(text.slice(start, end).startsWith(path));
    return line === undefined ? path : `${path}@${line}`;
  });
}

describe('files that a text names', () => {
  it('are found with their lines', () => {
    assert.deepEqual(found('See src/foo.ts:12, "lib/a.py" and ./b/c.go:3:14.'), [
      'src/foo.ts@12',
      'lib/a.py',
      './b/c.go@3',
    ]);
    assert.deepEqual(found('src/x.ts(12,5): error TS2322'), ['src/x.ts@12']);
    assert.deepEqual(found('at run (/home/me/app.js:10:2)'), ['/home/me/app.js@10']);
    assert.deepEqual(found(String.raw`C:\work\a.cs:7`), [String.raw`C:\work\a.cs@7`]);
    assert.deepEqual(found('parser.ts:40-52 fails'), ['parser.ts@40']);
  });

  it('are not taken for what only looks like one', () => {
    for (const text of [
      'and/or',
      'i.e. this, e.g./i.e. that',
      'https://example.org/a/b.ts:3',
      'localhost:3000 example.com:8080 127.0.0.1:4096',
      'console.log and foo.bar',
      'version 1.2.3/4.5.6',
      'package.json',
      '.../.ts',
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });

  it('need no folder where they are set as code', () => {
    assert.deepEqual(fileNamed('package.json'), { kind: 'file', path: 'package.json' });
    assert.deepEqual(fileNamed('a.ts:3'), { kind: 'file', path: 'a.ts', line: 3 });
    assert.deepEqual(fileNamed('a/b.xyz:3'), { kind: 'file', path: 'a/b.xyz', line: 3 });
    for (const code of ['console.log', 'npm run x.ts', '.ts', 'foo.bar()', 'a/b', 'x.y:3']) {
      assert.equal(fileNamed(code), undefined, code);
    }
  });

  it('are found soon in what goes on without an end', () => {
    assert.deepEqual(found('a.'.repeat(200_000)), []);
    assert.deepEqual(found('/a'.repeat(200_000)), []);
    assert.deepEqual(found(':1'.repeat(200_000)), []);
  });
});
