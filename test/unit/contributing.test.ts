import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

describe('documentation', () => {
  for (const document of ['CONTRIBUTING.md', 'docs/architecture.md', 'README.md']) {
    it(`names only files that exist: ${document}`, () => {
      const text = readFileSync(document, 'utf8');
      const paths = [...text.matchAll(/`((?:src|test|scripts|docs|media|bench)\/[\w./-]+)`/g)];
      const missing = paths.map(([, path = '']) => path).filter((path) => !existsSync(path));
      assert.deepEqual(missing, []);
    });
  }
});
