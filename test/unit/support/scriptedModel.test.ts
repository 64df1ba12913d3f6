import assert from 'node:assert/strict';
import { startScriptedModel, type ScriptedModel } from '../../support/model/scriptedModel.ts';

type Message = Readonly<{ role: string; content: string }>;

describe('the scripted model', () => {
  let model: ScriptedModel;
  beforeEach(async () => {
    model = await startScriptedModel({ cwd: '/home/ada/project' });
  });
  afterEach(() => model.close());

  const ask = (...messages: Message[]) =>
    fetch(`${model.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'demo', stream: true, messages }),
    });
  const user = (content: string): Message => ({ role: 'user', content });
  const assistant: Message = { role: 'assistant', content: '' };

  it('streams the script that the prompt names and says when its text began', async () => {
    const answer = await (await ask(user('Please [[script:hello]]'))).text();
    assert.match(answer, /reasoning_content/);
    assert.match(answer, /data: \[DONE\]/);
    const [call] = model.calls;
    assert.equal(call?.script, 'hello');
    assert.ok((call?.firstContentAt ?? 0) >= (call?.receivedAt ?? Infinity));
  });

  it('moves to the next step with each answer it sees', async () => {
    const first = await (await ask(user('[[script:write-edit]]'))).text();
    const second = await (await ask(user('[[script:write-edit]]'), assistant)).text();
    assert.match(first, /"name":"write"/);
    assert.match(second, /"name":"read"/);
  });

  it('puts the directory that the request names into tool arguments', async () => {
    const env: Message = { role: 'system', content: '<env>\n  Working directory: /srv/x\n</env>' };
    const own = await (await ask(user('[[script:read]]'))).text();
    const named = await (await ask(env, user('[[script:read]]'))).text();
    assert.match(own, /\/home\/ada\/project\/README/);
    assert.match(named, /\/srv\/x\/README/);
  });

  it('chooses by the words of a plain prompt, and always finds something', async () => {
    for (const [prompt, script] of [
      ['Where is greet?', 'grep'],
      ['zzz', 'fix'],
      ['[[script:nothing]]', 'nothing'],
    ] as const) {
      await (await ask(user(prompt))).text();
      assert.equal(model.calls.at(-1)?.script, script);
    }
  });

  it('refuses once and then answers, in each new conversation', async () => {
    const statuses = [];
    for (let i = 0; i < 4; i++) {
      const response = await ask(user('[[script:err429]]'));
      statuses.push(response.status);
      await response.text();
    }
    assert.deepEqual(statuses, [429, 200, 429, 200]);
  });

  it('answers title calls without touching the script', async () => {
    const system: Message = { role: 'system', content: 'You are a title generator.' };
    await (await ask(system, user('[[script:err500]]'))).text();
    assert.equal(model.calls[0]?.purpose, 'title');
  });

  it('drops the connection where a script says so', async () => {
    const response = await ask(user('[[script:cut]]'));
    await assert.rejects(response.text());
  });
});
