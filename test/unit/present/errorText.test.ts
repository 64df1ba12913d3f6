import assert from 'node:assert/strict';
import { AppError, errorCodes, type ErrorCode } from '../../../src/base/errors.ts';
import { isActionId } from '../../../src/present/actions.ts';
import { errorTitle, problemOf } from '../../../src/present/errorText.ts';
import { serverView } from '../../../src/present/serverText.ts';
import { turnProblem } from '../../../src/present/turnProblem.ts';

describe('error texts', () => {
  for (const code of errorCodes) {
    it(`has a sentence and known actions for ${code}`, () => {
      const problem = problemOf(new AppError(code, 'The route answered 418.'));
      assert.match(problem.title, /^[A-Z].*[.…]$/);
      assert.ok(problem.actions.every(({ id, label }) => isActionId(id) && label !== ''));
      assert.ok(code === 'cancelled' || problem.actions.length > 0);
      assert.equal(problem.title, errorTitle(new AppError(code, 'The route answered 418.')));
    });
  }

  const idsOf = (code: ErrorCode) => problemOf(new AppError(code, 'x')).actions.map(({ id }) => id);

  it('offers to try again where a start may work the next time, and nowhere else', () => {
    const starts: readonly ErrorCode[] = [
      'binary-not-found',
      'binary-not-opencode',
      'server-too-old',
      'server-too-new',
      'server-start-timeout',
      'server-unreachable',
    ];
    for (const code of starts) assert.ok(idsOf(code).includes('retry'), code);
    const others: readonly ErrorCode[] = ['http-status', 'provider-failed', 'model-not-found'];
    for (const code of others) assert.ok(!idsOf(code).includes('retry'), code);
    for (const code of ['unexpected', 'bad-payload', 'not-found'] as const) {
      assert.deepEqual(idsOf(code), ['openLog']);
    }
  });

  it('leaves a way out of every state in which a server cannot be used', () => {
    for (const code of errorCodes) {
      const error = new AppError(code, 'x');
      for (const state of [
        { kind: 'refused', error },
        { kind: 'crashed', error, stderrTail: '' },
      ] as const) {
        const view = serverView(state);
        assert.ok(view.kind === 'problem');
        const ids = view.problem.actions.map(({ id }) => id);
        assert.match(ids.join(' '), /retry|restartServer|manageTrust|openFolder/, code);
      }
    }
  });

  it('lets a prompt be sent again by one click only', () => {
    const { actions } = problemOf(new AppError('provider-failed', 'x'));
    const once = actions.filter(({ isOnce }) => isOnce).map(({ id }) => id);
    assert.deepEqual(once, ['retryPrompt']);
  });

  it('tells neither secrets nor stacks', () => {
    const error = new AppError('server-exited', 'It ended.', {
      detail:
        'boom\n    at run (/$bunfs/root/chunk.js:1:2)\npassword=hunter2hunter2\nBearer abcdefghijkl',
    });
    assert.equal(
      problemOf(error).detail,
      'It ended.\nboom\npassword=[redacted]\nBearer [redacted]',
    );
  });
});

describe('turn problems', () => {
  const cases: readonly (readonly [string, string, number | undefined, RegExp])[] = [
    ['APIError', 'Incorrect API key provided', 401, /refused the key.*opencode auth login/],
    ['ProviderAuthError', 'no key', undefined, /refused the key/],
    ['APIError', 'slow down', 429, /limiting requests/],
    ['APIError', 'oops', 503, /problem of its own/],
    ['APIError', 'bad', 400, /did not accept/],
    ['UnknownError', 'Model not found: mock/nope.', undefined, /does not know this model/],
    ['ContextOverflowError', 'too long', undefined, /no longer fits/],
    ['MessageOutputLengthError', '', undefined, /length limit/],
    ['SomethingNew', 'x', undefined, /could not finish/],
  ];
  for (const [name, message, statusCode, title] of cases) {
    it(`explains ${name} ${statusCode ?? message}`, () => {
      const problem = turnProblem({ name, message, statusCode });
      assert.match(problem?.title ?? '', title);
      assert.ok((problem?.actions.length ?? 0) > 0);
    });
  }

  it('drops the stack that OpenCode sends along', () => {
    const message =
      'ProviderModelNotFoundError: Model not found: a/b.\n    at x (/$bunfs/a.js:1:1)';
    const problem = turnProblem({ name: 'UnknownError', message });
    assert.equal(problem?.detail, 'ProviderModelNotFoundError: Model not found: a/b.');
  });

  it('is silent about a turn that the person stopped', () => {
    assert.equal(turnProblem({ name: 'MessageAbortedError', message: 'Aborted' }), undefined);
  });
});
