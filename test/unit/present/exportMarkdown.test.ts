import assert from 'node:assert/strict';
import type { ToolState } from '../../../src/model/part.ts';
import { exportMarkdown } from '../../../src/present/exportMarkdown.ts';
import { exportName } from '../../../src/present/exportName.ts';
import { aSession, assistantMessage, toolPart, userMessage } from '../../support/fixtures.ts';
import { answered, prompted } from './conversation.ts';
import { recordedMessages } from './recorded.ts';

const session = aSession('ses_1', { title: 'Fix\nthe *greeting*', createdAt: 0 });

function ran(command: string, output: string) {
  const answer = assistantMessage('m2', 's1', { agent: 'build' });
  const state: ToolState = {
    kind: 'completed',
    input: { command },
    output,
    title: command,
    metadata: { output, exit: 0 },
    startedAt: 1,
    endedAt: 2,
  };
  return { ...answer, parts: [toolPart('t1', answer, state)] };
}

describe('a session as Markdown', () => {
  it('reads as a conversation, one heading for each side', () => {
    const text = exportMarkdown(session, [
      prompted('m1', 'Where is *it*?'),
      answered('m2', 'm1', { agent: 'build' }),
      answered('m3', 'm1', { agent: 'build' }),
    ]);
    assert.equal(
      text,
      [
        '# Fix ⏎ the *greeting*',
        'OpenCode session `ses_1`, 1970-01-01 00:00 UTC',
        '## You',
        'Where is *it*?',
        '## OpenCode (build)',
        'Answer m2',
        'Answer m3\n',
      ].join('\n\n'),
    );
  });

  it('keeps the output of a tool inside its fence', () => {
    const text = exportMarkdown(session, [ran('cat a.md', 'a\n````\n# no heading\n````\n')]);
    assert.match(
      text,
      /\*\*Ran\*\* `.*`\n\n`{5}sh\n\$ cat a\.md\na\n`{4}\n# no heading\n`{4}\n`{5}\n/,
    );
  });

  it('cuts a long output and says so', () => {
    const text = exportMarkdown(session, [ran('yes', 'y\n'.repeat(50_000))]);
    assert.ok(text.length < 10_000);
    assert.match(text, /\*\(cut: 100,000 characters in all\)\*/);
  });

  it('tells of failures, and nothing of what OpenCode said to itself', () => {
    const failed = answered('m2', 'm1', { error: { name: 'APIError', message: 'No credit.' } });
    assert.match(exportMarkdown(session, [failed]), /> \*\*No credit\.\*\*\n$/);
    const compacted = exportMarkdown(session, recordedMessages('overflow'));
    assert.match(compacted, /\*Earlier messages were summarised\.\*/);
    const empty = exportMarkdown(session, [userMessage('m1', 's1')]);
    assert.doesNotMatch(empty, /You/);
  });

  it('is written for every recorded session', () => {
    for (const name of ['task', 'question', 'mentions']) {
      const messages = recordedMessages(name);
      assert.match(exportMarkdown(session, messages), /\n## OpenCode \(/, name);
    }
  });
});

describe('the name of an exported file', () => {
  it('can be written on every system', () => {
    assert.equal(exportName('Fix: the <greeting>/../x', 'md'), 'Fix-the-greeting-x.md');
    assert.equal(exportName('Grüße 你好', 'json'), 'Grüße-你好.json');
    assert.equal(exportName('../..', 'md'), 'session.md');
    assert.ok(exportName('x'.repeat(500), 'md').length < 70);
  });
});
