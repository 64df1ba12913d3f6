import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalPath, type PathHost } from '../../../src/host/canonicalPath.ts';

function windows(links: Readonly<Record<string, string>>): PathHost {
  const realPath = (path: string): string => links[path] ?? assert.fail('There is nothing.');
  return { platform: 'win32', realPath };
}

describe('the one spelling of a folder', () => {
  it('is where links lead to', () => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'canonical-')));
    const link = join(directory, 'link');
    symlinkSync(directory, link);
    assert.equal(canonicalPath(link), directory);
    rmSync(directory, { recursive: true });
  });

  it('is the name of what is not there', () => {
    assert.equal(canonicalPath('/nowhere/at all'), '/nowhere/at all');
  });

  it("is Windows' own for a local drive", () => {
    const host = windows({ 'c:\\PROJ': 'C:\\Proj' });
    assert.equal(canonicalPath('c:\\PROJ', host), 'C:\\Proj');
  });

  it('keeps the letter of a drive that stands for a share', () => {
    const share = '\\\\server\\share\\proj';
    const host = windows({ 'Z:\\proj': share, 'z:\\proj': share });
    assert.equal(canonicalPath('Z:\\proj', host), 'Z:\\proj');
    assert.equal(canonicalPath('z:\\proj', host), 'Z:\\proj');
  });

  it('is a share where a share was opened', () => {
    const host = windows({ '\\\\server\\share\\link': '\\\\server\\share\\proj' });
    assert.equal(canonicalPath('\\\\server\\share\\link', host), '\\\\server\\share\\proj');
  });
});
