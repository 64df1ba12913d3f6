import assert from 'node:assert/strict';
import { messageId } from '../../../src/model/ids.ts';
import { promptCall } from '../../../src/opencode/promptCall.ts';

const span = { value: '@a.ts', start: 0, end: 5 };
const base = { id: messageId('msg_1'), text: '@a.ts x', agent: 'plan' };
const model = { providerId: 'p', modelId: 'm', variant: 'high' };

describe('what is sent for a prompt', () => {
  it('is a turn with its parts', () => {
    const file = { kind: 'file', mime: 'text/plain', name: 'a.ts', url: 'file:///a.ts', span };
    const image = { kind: 'file', mime: 'image/png', name: 'a.png', url: 'data:image/png;base64,' };
    const agent = { kind: 'agent', name: 'explore', span };
    const errand = { kind: 'turn', parts: [file, image, agent] };
    const { route, body } = promptCall(JSON.parse(JSON.stringify({ ...base, model, errand })));
    assert.equal(route, 'prompt_async');
    assert.deepEqual(JSON.parse(JSON.stringify(body)), {
      messageID: 'msg_1',
      agent: 'plan',
      model: { providerID: 'p', modelID: 'm' },
      variant: 'high',
      parts: [
        { type: 'text', text: '@a.ts x' },
        {
          type: 'file',
          mime: 'text/plain',
          filename: 'a.ts',
          url: 'file:///a.ts',
          source: { type: 'file', path: 'a.ts', text: span },
        },
        { type: 'file', mime: 'image/png', filename: 'a.png', url: 'data:image/png;base64,' },
        { type: 'agent', name: 'explore', source: span },
      ],
    });
  });

  it('is only the text where nothing else is said', () => {
    assert.deepEqual(promptCall(base).body['parts'], [{ type: 'text', text: '@a.ts x' }]);
  });

  it('is a command by its name, which takes as long as its turn', () => {
    const errand = { kind: 'command', name: 'init', arguments: 'the docs', parts: [] } as const;
    const { route, body, timeoutMs } = promptCall({ ...base, model, errand });
    assert.deepEqual([route, timeoutMs], ['command', 0]);
    assert.deepEqual(body, {
      messageID: 'msg_1',
      agent: 'plan',
      command: 'init',
      arguments: 'the docs',
      model: 'p/m',
      variant: 'high',
      parts: [],
    });
  });

  it('is a shell line with its agent', () => {
    const errand = { kind: 'shell', command: 'ls', agent: 'build' } as const;
    const { route, body, timeoutMs } = promptCall({ ...base, errand });
    assert.deepEqual([route, timeoutMs], ['shell', 0]);
    assert.deepEqual(body, {
      messageID: 'msg_1',
      agent: 'build',
      command: 'ls',
      model: undefined,
    });
  });
});
