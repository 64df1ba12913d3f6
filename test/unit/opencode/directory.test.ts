import assert from 'node:assert/strict';
import { exactDirectory, sameDirectory } from '../../../src/opencode/directory.ts';

describe('directories', () => {
  const same: readonly (readonly [string, string])[] = [
    ['/work/app', '/work/app/'],
    ['C:\\Work\\App', 'c:/work/app'],
    ['C:\\Work\\App', 'C:\\work\\app\\'],
    ['\\\\server\\share\\app', '\\\\SERVER/share\\app'],
  ];
  for (const [a, b] of same)
    it(`are the same: ${a} and ${b}`, () => {
      assert.ok(sameDirectory(a, b));
    });

  const different: readonly (readonly [string, string])[] = [
    ['/work/app', '/work/App'],
    ['/work/app', '/work/app/inner'],
    ['/work/app', '/work/app2'],
    ['C:\\work\\app', 'D:\\work\\app'],
  ];
  for (const [a, b] of different)
    it(`are different: ${a} and ${b}`, () => {
      assert.ok(!sameDirectory(a, b));
    });

  it('are told letter by letter but on Windows', () => {
    assert.equal(exactDirectory('/work/app'), '/work/app');
    assert.equal(exactDirectory('c:\\work\\app'), undefined);
    assert.equal(exactDirectory('\\\\server\\share'), undefined);
  });
});
