import assert from 'node:assert/strict';
import type { Message } from '../../../src/model/message.ts';
import type { ToolPart } from '../../../src/model/part.ts';
import { findMatches } from '../../../src/present/searchTexts.ts';
import { placesOf } from '../../../src/protocol/find.ts';
import { assistantMessage, textPart, toolPart } from '../../support/fixtures.ts';
import { answered, prompted } from './conversation.ts';
import { recordedMessages, stateWith } from './recorded.ts';

function found(messages: readonly Message[], words: string): readonly string[] {
  const { root } = stateWith(messages);
  return findMatches(messages, root, (text) => placesOf(words, text)).map(
    ({ rowId, partId, field, ordinal }) => `${rowId} ${partId ?? '-'} ${field} ${ordinal}`,
  );
}

function called(tool: string, input: ToolPart['state']['input'], output: string): Message {
  const message = assistantMessage('m2', 's1', { completedAt: 2 });
  const state = { kind: 'completed', input, output, title: '', metadata: {} } as const;
  const part = toolPart('t', message, { ...state, startedAt: 1, endedAt: 2 });
  return { ...message, parts: [{ ...part, tool }] };
}

describe('places of words', () => {
  it('are found whatever their capitals, one after the other', () => {
    assert.deepEqual(placesOf('ab', 'abAB-aB'), [0, 2, 5]);
    assert.deepEqual(placesOf('aa', 'aaaa'), [0, 2]);
    assert.deepEqual(placesOf('', 'abc'), []);
    assert.deepEqual(placesOf('i', '\u0130i'), [1]);
  });
});

describe('matches in messages', () => {
  it('stand in prompts and answers, in their order', () => {
    const messages = [prompted('m1', 'answer, Answer!'), answered('m2', 'm1')];
    assert.deepEqual(found(messages, 'ANSWER'), ['m1 - text 0', 'm1 - text 1', 'm2 p-m2 text 0']);
    assert.deepEqual(found(messages, 'nothing'), []);
  });

  it('belong to the row of all messages that answer one prompt', () => {
    const messages = [prompted('m1', 'x'), answered('m2', 'm1'), answered('m3', 'm1')];
    assert.deepEqual(found(messages, 'answer'), ['m2 p-m2 text 0', 'm2 p-m3 text 0']);
  });

  it('are not those in what OpenCode told the model', () => {
    const message = { ...prompted('m1', 'mine') };
    const hidden = textPart('h', message, { text: 'secret', isSynthetic: true });
    assert.deepEqual(found([{ ...message, parts: [...message.parts, hidden] }], 'secret'), []);
    assert.deepEqual(found(recordedMessages('mentions'), 'Called the Read tool'), []);
  });

  it('stand in the whole of what a card holds', () => {
    const output = `needle ${'x'.repeat(20_000)} \u001B[31mneedle\u001B[0m`;
    assert.deepEqual(found([called('bash', { command: 'find needle' }, output)], 'needle'), [
      'm2 t title 0',
      'm2 t output 0',
      'm2 t output 1',
    ]);
    const command = 'echo one\necho needle';
    assert.deepEqual(found([called('bash', { command }, '')], 'needle'), ['m2 t command 0']);
    const written = { filePath: '/a/needle.ts', content: 'needle' };
    assert.deepEqual(found([called('write', written, '')], 'needle'), [
      'm2 t title 0',
      'm2 t content 0',
    ]);
    assert.deepEqual(found([called('some_tool', { q: 'needle' }, 'needle')], 'needle'), [
      'm2 t input 0',
      'm2 t output 0',
    ]);
  });

  it('stand in the lists that a card shows instead of its output', () => {
    const output = 'Found 1\n/home/dev/project/needle.ts:\n  Line 3: needle\n';
    assert.deepEqual(found([called('grep', { pattern: 'n' }, output)], 'needle'), ['m2 t list 0']);
    assert.deepEqual(found([called('list', { path: '/x' }, 'needle/')], 'needle'), [
      'm2 t output 0',
    ]);
  });
});
