import assert from 'node:assert/strict';
import { childLogger, nullLogger, redact, redactingLogger } from '../../../src/base/log.ts';

const cases: readonly (readonly [text: string, hidden: string])[] = [
  ['Authorization: Basic b3BlbmNvZGU6c2VjcmV0', 'b3BlbmNvZGU6c2VjcmV0'],
  ['Bearer abcdefgh12345678', 'abcdefgh12345678'],
  ['key sk-abcdefghijkl', 'abcdefghijkl'],
  ['ghp_0123456789abcdef', '0123456789abcdef'],
  ['password=hunter2', 'hunter2'],
  ['{"api_key": "abc123"}', 'abc123'],
  ['OPENCODE_SERVER_PASSWORD=swordfish next', 'swordfish'],
  ['http://opencode:swordfish@127.0.0.1:4097/', 'swordfish'],
];

describe('redact', () => {
  for (const [text, hidden] of cases) {
    it(`hides the secret in “${text}”`, () => {
      const line = redact(text);
      assert.ok(!line.includes(hidden), line);
      assert.ok(line.includes('[redacted]'), line);
    });
  }

  it('hides known secrets wherever they stand', () => {
    assert.equal(redact('a swordfish b swordfish', ['swordfish', '']), 'a [redacted] b [redacted]');
  });

  it('leaves ordinary lines alone', () => {
    const line = 'GET http://127.0.0.1:4097/session 200 in 12 ms, 1500 tokens used';
    assert.equal(redact(line), line);
  });
});

describe('loggers', () => {
  it('mark lines by their source and let no known secret pass', () => {
    const lines: string[] = [];
    const sink = { ...nullLogger, warn: (line: string) => void lines.push(line) };
    childLogger(
      redactingLogger(sink, () => ['swordfish']),
      'server',
    ).warn('it was swordfish');
    assert.deepEqual(lines, ['[server] it was [redacted]']);
  });
});
