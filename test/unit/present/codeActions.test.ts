import assert from 'node:assert/strict';
import { editorLanguage } from '../../../src/present/editorLanguage.ts';
import { runQuestion } from '../../../src/present/runQuestion.ts';
import { isShellLanguage } from '../../../src/protocol/shellLanguage.ts';
import { maxTextLength, parseToHost } from '../../../src/protocol/toHost.ts';

function refusal(code: string): string {
  const question = runQuestion(code);
  return question.kind === 'refuse' ? question.reason : '';
}

describe('the question before a command runs', () => {
  it('shows the command as it will be typed', () => {
    assert.deepEqual(runQuestion('\nnpm test -- --watch\n\n'), {
      kind: 'ask',
      command: 'npm test -- --watch',
      detail: 'npm test -- --watch',
    });
  });

  it('says that several lines are typed one after the other', () => {
    const question = runQuestion('cd src\r\nls\n');
    assert.equal(question.kind === 'ask' && question.command, 'cd src\nls');
    assert.equal(
      question.kind === 'ask' && question.detail,
      'cd src\nls\n\nIts 2 lines are typed one after the other.',
    );
  });

  it('runs nothing that cannot be read whole', () => {
    assert.match(refusal('echo\n'.repeat(26)), /too long/);
    assert.match(refusal(`echo ${'x'.repeat(2000)}`), /too long/);
    assert.equal(refusal('echo\n'.repeat(25)), '');
  });

  it('runs nothing that hides something', () => {
    assert.match(refusal('ls \u001B[201~; rm x'), /cannot be seen/);
    assert.match(refusal('ls \u202Ex'), /cannot be seen/);
    assert.match(refusal('ls\rrm x'), /cannot be seen/);
    assert.match(refusal(' \n '), /nothing to run/);
  });
});

describe('the language of a code block', () => {
  it('is what the editor calls it', () => {
    const known = ['typescript', 'shellscript', 'go', 'cpp'];
    assert.equal(editorLanguage('ts', known), 'typescript');
    assert.equal(editorLanguage('Bash', known), 'shellscript');
    assert.equal(editorLanguage('go', known), 'go');
    assert.equal(editorLanguage('c++', known), 'cpp');
  });

  it('is none where the editor does not know it', () => {
    assert.equal(editorLanguage('brainfuck', ['typescript']), undefined);
    assert.equal(editorLanguage('', ['typescript']), undefined);
  });

  it('tells what can be typed into a terminal', () => {
    assert.equal(isShellLanguage('bash'), true);
    assert.equal(isShellLanguage('PowerShell'), true);
    assert.equal(isShellLanguage('console'), false);
    assert.equal(isShellLanguage('ts'), false);
  });
});

describe('a message about a code block', () => {
  it('is bounded and names an action that exists', () => {
    const message = { type: 'code', action: 'run', language: 'sh', text: 'ls' };
    assert.deepEqual(parseToHost(message), message);
    assert.equal(parseToHost({ ...message, action: 'runNow' }), undefined);
    assert.equal(parseToHost({ ...message, text: 'x'.repeat(maxTextLength + 1) }), undefined);
  });
});
