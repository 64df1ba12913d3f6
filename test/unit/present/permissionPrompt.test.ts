import assert from 'node:assert/strict';
import { rootId, sessionId } from '../../../src/model/ids.ts';
import type { PermissionRequest, QuestionRequest } from '../../../src/model/request.ts';
import {
  permissionPrompt,
  proposedDiff,
  questionPrompt,
} from '../../../src/present/permissionPrompt.ts';
import { requestCard } from '../../../src/present/requestCard.ts';
import { emptyRoot, type State } from '../../../src/session/state.ts';
import { requestCard as requestCardSchema } from '../../../src/protocol/view.ts';
import { aSession, permission, question, root } from '../../support/fixtures.ts';

function stateWith(title: string): State {
  const parent = aSession('ses_1', { title });
  const child = aSession('ses_2', {
    title: 'Sub work (@general subagent)',
    parentId: sessionId('ses_1'),
    agent: 'general',
  });
  const sessions = new Map([parent, child].map((session) => [session.id, session]));
  return { roots: new Map([[root, { ...emptyRoot(root, 'repo'), sessions }]]) };
}

const scope = '. Always allow covers `ls *`.';
const state = stateWith('Fix the parser');

function asked(change: Partial<PermissionRequest>): PermissionRequest {
  return { ...permission('per_1', 'ses_1'), ...change };
}

function command(text: string): PermissionRequest {
  return asked({ metadata: { command: text } });
}

const diff =
  'Index: /work/repo/src/a.ts\n===\n--- /work/repo/src/a.ts\n+++ /work/repo/src/a.ts\n@@ -1,1 +1,1 @@\n-a\n+b\n';

describe('permission prompts', () => {
  it('names the command and the session', () => {
    const { message, detail, buttons } = permissionPrompt(state, command('npm test'));
    assert.equal(message, `OpenCode wants to run: npm test — in “Fix the parser”${scope}`);
    assert.equal(detail, 'Always allow covers `ls *` until OpenCode stops.');
    assert.deepEqual(
      buttons.map(({ label }) => label),
      ['Allow once', 'Always allow', 'Reject', 'Show details'],
    );
  });

  it('names the sub-agent that asks, at the session that people see', () => {
    const request = { ...command('ls'), sessionId: sessionId('ses_2') };
    assert.equal(
      permissionPrompt(state, request).message,
      `OpenCode’s sub-agent general wants to run: ls — in “Fix the parser”${scope}`,
    );
  });

  it('names the folder where there are several, of which each may have such a session', () => {
    const other = rootId('/work/other');
    const here = state.roots.get(root);
    assert.ok(here);
    const there = { ...here, id: other, name: 'other' };
    const several: State = { roots: new Map([...state.roots, [other, there]]) };
    const places = [root, other].map(
      (id) => permissionPrompt(several, { ...command('ls'), rootId: id }).message,
    );
    assert.deepEqual(places, [
      `OpenCode wants to run: ls — in “Fix the parser” · repo${scope}`,
      `OpenCode wants to run: ls — in “Fix the parser” · other${scope}`,
    ]);
    const unheard = { ...command('ls'), rootId: other, sessionId: sessionId('ses_9') };
    assert.match(permissionPrompt(several, unheard).message, / — in other\./);
    const asks = { ...question('que_1', 'ses_1'), rootId: other };
    assert.match(questionPrompt(several, asks).message, / — in “Fix the parser” · other$/);
  });

  it('names files relative to the root and says what "always" means for edits', () => {
    const request = asked({
      permission: 'edit',
      patterns: ['src/a.ts'],
      always: ['*'],
      metadata: { filepath: '/work/repo/src/a.ts', diff },
    });
    const { message, detail, buttons } = permissionPrompt(state, request);
    assert.equal(buttons[1]?.label, 'Always allow edits');
    assert.equal(message, 'OpenCode wants to edit: src/a.ts — in “Fix the parser”');
    assert.equal(detail, 'Always allow covers all edits until OpenCode stops.');
    assert.deepEqual(proposedDiff(request), { file: '/work/repo/src/a.ts', patch: diff });
    assert.equal(proposedDiff(command('ls')), undefined);
  });

  const wishes: readonly (readonly [Partial<PermissionRequest>, string])[] = [
    [
      { permission: 'external_directory', patterns: ['/etc/*'], metadata: { parentDir: '/etc' } },
      'reach outside the workspace folder: /etc/*',
    ],
    [{ permission: 'webfetch', metadata: { url: 'https://a.b/c' } }, 'fetch: https://a.b/c'],
    [{ permission: 'todowrite', patterns: ['*'], metadata: {} }, 'update the to-do list'],
    [{ permission: 'jira_search', patterns: ['*'], metadata: {} }, 'use jira_search'],
    [{ permission: 'constructor', patterns: [], metadata: {} }, 'use constructor'],
  ];
  for (const [change, wish] of wishes) {
    it(`asks whether it may ${wish}`, () => {
      assert.equal(
        permissionPrompt(state, asked(change)).message,
        `OpenCode wants to ${wish} — in “Fix the parser”${scope}`,
      );
    });
  }
});

describe('what "always" would allow', () => {
  const messageFor = (always: readonly string[], permission = 'bash') =>
    permissionPrompt(state, asked({ permission, always, metadata: {}, patterns: [] })).message;

  it('is said where it is broad, or short enough', () => {
    assert.match(messageFor(['*']), /\. Always allow covers all commands\.$/);
    assert.match(messageFor([], 'jira'), /\. Always allow covers every use of jira\.$/);
    assert.match(messageFor(['ls *', 'cat *']), /\. Always allow covers `ls \*` and `cat \*`\.$/);
  });

  it('is left to the details where it is long', () => {
    assert.match(messageFor(['x'.repeat(100), 'y'.repeat(100)]), /“Fix the parser”$/);
  });

  it('cannot be made to say something else', () => {
    assert.match(
      messageFor(['a\n[b](command:c)\u202E']),
      /covers `a \[b\] \(command:c\)<U\+202E>`\.$/,
    );
  });
});

describe('hostile text in prompts', () => {
  const hostile: readonly (readonly [string, string])[] = [
    ['a\nAllow once\r\nReject', 'a ⏎ Allow once ⏎ Reject'],
    ['safe \u202Emr -fr /', 'safe <U+202E>mr -fr /'],
    ['ls\u2028\u200B\u0007x', 'ls<U+2028><U+200B><U+0007>x'],
    ['\u001B[2Kls', '<U+001B>[2Kls'],
    ['ls\u{E0041}', 'ls<U+E0041>'],
    ['[Allow](command:evil)', '[Allow] (command:evil)'],
    [`ls${' '.repeat(400)}; rm -rf /`, 'ls ; rm -rf /'],
  ];
  for (const [text, shown] of hostile) {
    it(`cannot hide or imitate: ${JSON.stringify(shown)}`, () => {
      const { message } = permissionPrompt(state, command(text));
      assert.equal(message, `OpenCode wants to run: ${shown} — in “Fix the parser”${scope}`);
    });
  }

  it('cannot push the rest of the sentence away', () => {
    const { message } = permissionPrompt(state, command('x'.repeat(5_000)));
    assert.ok(message.length < 300);
    assert.ok(message.endsWith(`… — in “Fix the parser”${scope}`));
  });

  it('cannot close the quotes of its title', () => {
    const { message } = permissionPrompt(stateWith('a” is safe\n“b [x](command:y)'), command('ls'));
    assert.equal(
      message,
      `OpenCode wants to run: ls — in “a’ is safe ⏎ ’b [x] (command:y)”${scope}`,
    );
  });

  it('is spelled out in cards and questions too', () => {
    const card = requestCard(command('echo a\n\u202Eb'), { askedBy: undefined, isAnswering: true });
    assert.ok(card.kind === 'permission');
    assert.equal(card.detail.text, 'echo a\n<U+202E>b');
    const first = question('que_1', 'ses_1');
    const request: QuestionRequest = {
      ...first,
      questions: first.questions.map((item) => ({
        ...item,
        text: 'Delete\u202E all?\n[a](command:b)',
      })),
    };
    assert.equal(
      questionPrompt(state, request).message,
      'OpenCode asks: Delete<U+202E> all? ⏎ [a] (command:b) — in “Fix the parser”',
    );
  });
});

describe('request cards', () => {
  it('carry the change of an edit', () => {
    const request = asked({
      permission: 'edit',
      metadata: { filepath: '/work/repo/src/a.ts', diff },
    });
    const card = requestCardSchema.parse(
      requestCard(request, { askedBy: 'general', isAnswering: false }),
    );
    assert.ok(card.kind === 'permission');
    assert.equal(card.title, 'Edit src/a.ts?');
    assert.equal(card.askedBy, 'general');
    assert.deepEqual([card.diff?.additions, card.diff?.deletions], [1, 1]);
  });

  it('tell a new file from a changed one', () => {
    const created = diff.replace('@@ -1,1 +1,1 @@\n-a\n', '@@ -0,0 +1,1 @@\n');
    const request = asked({ permission: 'edit', metadata: { filepath: '/x/a.ts', diff: created } });
    const card = requestCard(request, { askedBy: undefined, isAnswering: false });
    assert.ok(card.kind === 'permission');
    assert.equal(card.title, 'Create /x/a.ts?');
  });

  it('keep the labels that answer a question', () => {
    const card = requestCardSchema.parse(
      requestCard(question('que_1', 'ses_1'), { askedBy: undefined, isAnswering: true }),
    );
    assert.ok(card.kind === 'question' && card.isAnswering);
    assert.equal(card.questions[0]?.options[0]?.label, 'This');
  });
});
