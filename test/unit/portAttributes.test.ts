import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const manifest = z
  .object({
    contributes: z.object({
      configurationDefaults: z.object({
        'remote.portsAttributes': z.record(z.string(), z.object({ onAutoForward: z.string() })),
      }),
    }),
  })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

const [attributes, ...others] = Object.entries(
  manifest.contributes.configurationDefaults['remote.portsAttributes'],
);

/** VS Code matches the command line: on Linux as /proc has it, or as `ps` writes it. */
function isIgnored(...words: readonly string[]): boolean {
  const pattern = new RegExp(attributes?.[0] ?? 'none');
  const forms = [`${words.join('\0')}\0`, words.join('\0'), words.join(' ')];
  const found = new Set(forms.map((commandLine) => pattern.test(commandLine)));
  assert.equal(found.size, 1, 'the forms differ');
  return found.has(true);
}

const ours = ['serve', '--hostname', '127.0.0.1', '--port', '40123'];

describe('the ports that VS Code does not announce', () => {
  it('are ignored, and there is one rule', () => {
    assert.deepEqual(attributes?.[1], { onAutoForward: 'ignore' });
    assert.deepEqual(others, []);
  });

  for (const program of [
    'opencode',
    '/home/ada/.opencode/bin/opencode',
    '/nix/store/x-opencode-1.18.33/bin/.opencode-wrapped',
    'C:\\Users\\ada\\npm\\opencode.exe',
  ])
    it(`are those of servers that were started here by ${program}`, () => {
      assert.ok(isIgnored(program, ...ours));
    });

  const own: readonly (readonly string[])[] = [
    ['opencode', 'serve'],
    ['opencode', 'serve', '--port', '4096'],
    ['opencode', 'serve', '--port', '4096', '--hostname', '127.0.0.1'],
    ['opencode', 'serve', '--hostname', '0.0.0.0', '--port', '4096'],
    ['opencode', 'serve', '--hostname', '127.0.0.1', '--port', '4096', '--mdns'],
    ['opencode', 'web', '--hostname', '127.0.0.1', '--port', '4096'],
    ['node', '/srv/app/serve.js', '--hostname', '127.0.0.1', '--port', '3000'],
    ['/srv/opencode/vite', ...ours],
    ['hugo', ...ours],
  ];
  for (const words of own)
    it(`are not those of ${words.join(' ')}`, () => {
      assert.ok(!isIgnored(...words));
    });
});
