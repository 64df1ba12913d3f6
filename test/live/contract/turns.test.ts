import assert from 'node:assert/strict';
import { Conversation } from '../../support/conversation.ts';
import { until } from '../../support/until.ts';
import { LiveServer } from '../../support/liveServer.ts';

describe('turns on a real server', function () {
  this.timeout(60_000);
  let live: LiveServer;
  let talk: Conversation;

  before(async () => {
    live = await LiveServer.start();
  });
  after(async () => live.end());
  beforeEach(async () => {
    talk = await Conversation.open(live);
  });
  afterEach(() => talk.close());

  it('streams an answer whose pieces come to the stored text', async () => {
    await talk.prompt('hello');
    await talk.idle();
    const messages = await talk.messages();
    const answer = messages.at(-1)?.parts.find((part) => part.kind === 'text');
    const pieces = talk.log.events.flatMap((event) =>
      event.kind === 'textAppended' && event.partId === answer?.id ? [event.text] : [],
    );
    assert.ok(pieces.length > 1);
    assert.equal(pieces.join(''), answer?.text);
    assert.match(answer?.text ?? '', /scripted model/);
  });

  it('keeps the id that we gave the prompt', async () => {
    const id = talk.backend.newMessageId();
    await talk.backend.prompt(talk.session.id, { id, text: '[[script:hello]]' });
    await talk.idle();
    assert.equal((await talk.messages())[0]?.id, id);
  });

  it('tells of the figures of an answer', async () => {
    await talk.prompt('hello');
    await talk.idle();
    const message = (await talk.messages()).at(-1);
    assert.ok(message?.role === 'assistant');
    assert.equal(message.usage.cacheRead, 100);
    assert.ok(message.cost > 0);
    assert.deepEqual(message.model, {
      providerId: 'scripted',
      modelId: 'demo',
      variant: undefined,
    });
  });

  it('tells what a turn has changed, counted and as patches', async () => {
    const prompt = talk.backend.newMessageId();
    const text = '[[script:write-edit]]';
    await talk.backend.prompt(talk.session.id, { id: prompt, text });
    for (const count of [1, 2]) {
      const request = await talk.asked(count);
      assert.ok(request.kind === 'permission');
      await talk.backend.replyPermission(request, 'once');
    }
    await talk.idle();
    const changes = await until(
      async () => {
        const asked = (await talk.messages()).find(({ id }) => id === prompt);
        return asked?.role === 'user' ? asked.changes : undefined;
      },
      { what: 'what the turn has changed' },
    );
    assert.deepEqual(changes, [{ path: 'hello.txt', status: 'added', additions: 3, deletions: 0 }]);
    const patches = await talk.backend.turnChanges(talk.session.id, prompt);
    assert.deepEqual(
      patches.map(({ path, additions }) => [path, additions]),
      [['hello.txt', 3]],
    );
    assert.match(patches[0]?.patch ?? '', /^\+line TWO \(edited\)$/m);
  });

  it('uses the model and variant that the prompt names', async () => {
    const model = { providerId: 'scripted', modelId: 'demo-mini', variant: 'high' };
    await talk.prompt('hello', { model });
    await talk.idle();
    const call = live.model.calls.at(-1);
    assert.equal(call?.model, 'demo-mini');
    assert.equal(call?.reasoningEffort, 'high');
  });

  it('tells of a refused key', async () => {
    await talk.prompt('err401');
    const { error } = await talk.log.take('turnFailed');
    assert.equal(error.statusCode, 401);
    assert.match(error.message, /Incorrect API key/);
    await talk.idle();
  });

  it('tells of a retry and goes on after it', async () => {
    await talk.prompt('err429');
    const retry = await talk.log.take('statusChanged', ({ status }) => status.kind === 'retry');
    assert.ok(retry.status.kind === 'retry' && retry.status.nextAt > 0);
    await talk.idle();
    assert.match(await talk.text(), /after one retry/);
  });

  it('tells of a model that does not exist', async () => {
    await talk.prompt('hello', { model: { providerId: 'scripted', modelId: 'nope' } });
    const { error } = await talk.log.take('turnFailed');
    assert.match(error.message, /nope/);
    await talk.idle();
  });

  it('asks questions and passes the answers on', async () => {
    await talk.prompt('question');
    const request = await talk.asked();
    assert.ok(request.kind === 'question');
    assert.deepEqual(
      request.questions.map(({ header, isMultiple }) => [header, isMultiple]),
      [
        ['Database', false],
        ['Features', true],
      ],
    );
    const answers = [['SQLite'], ['Login', 'my own']];
    assert.equal(await talk.backend.replyQuestion(request, answers), 'answered');
    await talk.idle();
    assert.match(JSON.stringify((await talk.tools())[0]?.state), /SQLite.*my own/);
    assert.equal(await talk.backend.replyQuestion(request, answers), 'gone');
  });

  it('ends the turn when a question is dismissed', async () => {
    await talk.prompt('question');
    const request = await talk.asked();
    assert.ok(request.kind === 'question');
    assert.equal(await talk.backend.rejectQuestion(request), 'answered');
    await talk.idle();
    assert.equal((await talk.tools())[0]?.state.kind, 'error');
  });

  it('aborts a running command', async () => {
    await talk.prompt('bash-endless');
    const request = await talk.asked();
    assert.ok(request.kind === 'permission');
    await talk.backend.replyPermission(request, 'once');
    await talk.log.take(
      'partChanged',
      ({ part }) =>
        part.kind === 'tool' &&
        part.state.kind === 'running' &&
        /started/.test(JSON.stringify(part.state.metadata)),
    );
    await talk.backend.abort(talk.session.id);
    await talk.idle();
    assert.equal((await talk.backend.listStatuses()).size, 0);
  });

  it('leaves no ask behind when a turn is aborted', async () => {
    await talk.prompt('bash');
    await talk.asked();
    await talk.backend.abort(talk.session.id);
    await talk.idle();
    assert.deepEqual(await talk.backend.listRequests(), []);
  });

  it('tells of todos', async () => {
    await talk.prompt('todo');
    const { todos } = await talk.log.take('todosChanged', (event) => event.todos.length > 0);
    assert.ok(todos.every((todo) => todo.text.length > 0));
    await talk.idle();
    assert.ok((await talk.backend.todos(talk.session.id)).length > 0);
  });
});
