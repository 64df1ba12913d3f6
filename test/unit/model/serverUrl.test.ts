import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { parseServerUrl } from '../../../src/model/serverUrl.ts';

describe('the URL of a server', () => {
  const good: readonly (readonly [string, string, string])[] = [
    ['http://127.0.0.1:4096', 'http://127.0.0.1:4096', 'http://127.0.0.1:4096'],
    ['http://localhost:4096/', 'http://localhost:4096', 'http://localhost:4096'],
    ['HTTPS://Code.Example.COM:443', 'https://code.example.com', 'https://code.example.com'],
    ['https://example.com/opencode/', 'https://example.com/opencode', 'https://example.com'],
    ['https://example.com/a/b', 'https://example.com/a/b', 'https://example.com'],
    ['https://example.com/@me', 'https://example.com/@me', 'https://example.com'],
    ['http://[::1]:4096', 'http://[::1]:4096', 'http://[::1]:4096'],
    ['https://bücher.example', 'https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
  ];
  for (const [text, href, origin] of good) {
    it(`is taken: ${text}`, () => {
      const url = parseServerUrl(text);
      assert.deepEqual([url.href, url.origin], [href, origin]);
    });
  }

  const bad: readonly (readonly [string, RegExp])[] = [
    ['', /must begin with http/],
    ['localhost:4096', /must begin with http/],
    ['127.0.0.1:4096', /must begin with http/],
    ['ftp://example.com', /must begin with http/],
    ['file:///etc/passwd', /must begin with http/],
    ['javascript:alert(1)', /must begin with http/],
    ['http:example.com', /must begin with http/],
    ['http:///example.com', /must begin with http/],
    ['http://', /must begin with http/],
    ['https://example.com:99999', /is not a URL/],
    ['http://exa mple.com', /is not a URL/],
    ['http://example.com/a b', /is not a URL/],
    [String.raw`http:\\example.com`, /must begin with http/],
    [String.raw`http://example.com\x`, /is not a URL/],
    ['https://example.com?x=1', /without “\?” or “#”/],
    ['https://example.com/?', /without “\?” or “#”/],
    ['https://example.com/#top', /without “\?” or “#”/],
    ['https://me:hunter2@example.com', /Set Server Password/],
    ['https://me@example.com', /Set Server Password/],
    ['https://:hunter2@example.com', /Set Server Password/],
    ['https://me:hunter2@example.com:99999', /Set Server Password/],
    ['https://me:hunt er2@example.com', /Set Server Password/],
  ];
  for (const [text, sentence] of bad) {
    it(`is refused: ${text}`, () => {
      assert.throws(
        () => parseServerUrl(text),
        (error) => AppError.is(error, 'bad-server-url') && sentence.test(error.message),
      );
    });
  }

  it('is never repeated by what refuses it', () => {
    for (const [text] of bad) {
      assert.throws(
        () => parseServerUrl(text),
        (error) => !String(error).includes('hunt'),
      );
    }
  });

  const exposed: readonly (readonly [string, boolean])[] = [
    ['http://example.com', true],
    ['http://192.168.1.2:4096', true],
    ['http://127.0.0.1.example.com', true],
    ['http://localhost.example.com', true],
    ['https://example.com', false],
    ['http://localhost:4096', false],
    ['http://127.0.0.1:4096', false],
    ['http://127.8.8.8', false],
    ['http://[::1]:4096', false],
  ];
  for (const [text, isExposed] of exposed) {
    it(`${isExposed ? 'can' : 'cannot'} be read on the way: ${text}`, () => {
      assert.equal(parseServerUrl(text).isExposed, isExposed);
    });
  }
});
