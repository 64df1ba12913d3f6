import assert from 'node:assert/strict';
import { fileVerdict } from '../../../src/present/fileType.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const most = 1024 * 1024;
const verdict = (name: string, content: Uint8Array) => {
  const found = fileVerdict(name, content, most);
  return found.kind === 'taken' ? found.mime : found.reason;
};

describe('the type of a file', () => {
  it('is known by its bytes, not by its name', () => {
    const png = bytes('\u0089PNG\r\n\u001A\n…');
    assert.equal(verdict('a.txt', png), 'image/png');
    assert.equal(verdict('a.jpg', bytes('\u00FF\u00D8\u00FF\u00E0')), 'image/jpeg');
    assert.equal(verdict('a', bytes('GIF89a')), 'image/gif');
    assert.equal(verdict('a', bytes('RIFF\u0000\u0000\u0000\u0000WEBPVP8 ')), 'image/webp');
    assert.equal(verdict('a', bytes('%PDF-1.7')), 'application/pdf');
    assert.equal(verdict('a.ts', Buffer.from('const ä = "日本";')), 'text/plain');
  });

  it('is refused with the reason', () => {
    assert.equal(
      verdict('a.png', bytes('no image')),
      'a.png is not an image that models can read.',
    );
    assert.equal(
      verdict('a.bmp', bytes('BM\u0000')),
      'a.bmp is not an image that models can read.',
    );
    assert.equal(verdict('a.bin', bytes('a\u0000b')), 'a.bin is neither an image, a PDF nor text.');
    assert.equal(verdict('a.txt', bytes('\u00FFx')), 'a.txt is neither an image, a PDF nor text.');
    assert.equal(verdict('a.txt', bytes('')), 'a.txt is empty.');
    assert.equal(verdict('a.txt', Buffer.alloc(most + 1, 'x')), 'a.txt is larger than 1 MB.');
    assert.equal(verdict('a\u202Egpj.exe', bytes('')), 'a<U+202E>gpj.exe is empty.');
  });
});
