import assert from 'node:assert/strict';
import { isInlineImage, linkTarget } from '../../../src/webview/markdown/links.ts';

const files: readonly (readonly [string, string, number?])[] = [
  ['src/a.ts', 'src/a.ts'],
  ['./src/a.ts', './src/a.ts'],
  ['/home/me/a.ts:7', '/home/me/a.ts', 7],
  ['a.ts:12:3', 'a.ts', 12],
  ['a.ts:12-20', 'a.ts', 12],
  ['a.ts#L9', 'a.ts', 9],
  ['a.ts#L9-L12', 'a.ts', 9],
  ['my%20file.ts', 'my file.ts'],
  ['100%.md', '100%.md'],
  ['C:\\src\\a.ts:3', 'C:\\src\\a.ts', 3],
  ['file:///home/me/a.ts', '/home/me/a.ts'],
];

const inert = [
  '',
  '#heading',
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'java\tscript:alert(1)',
  'java%0ascript:alert(1)',
  'javascript%3Aalert(1)',
  'command:workbench.action.quit',
  'vscode://file/etc/passwd',
  'data:text/html,<script>1</script>',
  'blob:x',
  '//evil.example/x',
  '\\\\evil\\share',
  'file://evil.example/share',
  'https:/evil',
  `https://example.org/${'x'.repeat(5000)}`,
];

describe('linkTarget', () => {
  for (const url of ['https://example.org/a?b#c', 'http://localhost:3000', 'mailto:me@x.org']) {
    it(`lets ${url} be opened`, () => {
      assert.deepEqual(linkTarget(url), { kind: 'url', url });
    });
  }

  for (const [href, path, line] of files) {
    it(`takes ${href} for a file`, () => {
      const expected = line === undefined ? { kind: 'file', path } : { kind: 'file', path, line };
      assert.deepEqual(linkTarget(href), expected);
    });
  }

  for (const href of inert) {
    it(`makes ${JSON.stringify(href.slice(0, 40))} lead nowhere`, () => {
      assert.deepEqual(linkTarget(href), { kind: 'none' });
    });
  }
});

describe('isInlineImage', () => {
  it('takes pictures inside the text and nothing else', () => {
    assert.equal(isInlineImage('data:image/png;base64,AAAA'), true);
    assert.equal(isInlineImage('data:image/svg+xml;base64,AAAA'), false);
    assert.equal(isInlineImage('data:text/html;base64,AAAA'), false);
    assert.equal(isInlineImage('https://example.org/a.png'), false);
  });
});
