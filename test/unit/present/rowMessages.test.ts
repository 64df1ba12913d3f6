import assert from 'node:assert/strict';
import { partId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import { attachedTo, forkPoint, rowMessages, wordsOf } from '../../../src/present/rowMessages.ts';
import { assistantMessage, textPart, userMessage } from '../../support/fixtures.ts';
import { answered, prompted } from './conversation.ts';
import { project, stateWith } from './recorded.ts';

const messages: readonly Message[] = [
  prompted('m1', 'first'),
  answered('m2', 'm1'),
  answered('m3', 'm1'),
  prompted('m4', 'second'),
  answered('m5', 'm4'),
];

function behind(rowId: string, list = messages): readonly Message[] {
  const { state, sessionId } = stateWith(list);
  return rowMessages(state, { rootId: project, sessionId }, rowId);
}

describe('the messages behind a row', () => {
  const ids = (rowId: string) => behind(rowId).map(({ id }) => String(id));

  it('are one prompt, or all that answer it', () => {
    assert.deepEqual(ids('m1'), ['m1']);
    assert.deepEqual(ids('m2'), ['m2', 'm3']);
    assert.deepEqual(ids('m5'), ['m5']);
    assert.deepEqual(ids('gone'), []);
  });

  it('have what a person attached, not what the words stand for', () => {
    const prompt = userMessage('m1', 's1');
    const { id: messageId, sessionId } = prompt;
    const file = (name: string, url: string, isMentioned?: boolean) =>
      ({
        kind: 'file',
        id: partId(name),
        messageId,
        sessionId,
        mime: '',
        name,
        url,
        isMentioned,
      }) as const;
    const parts = [
      file('image', 'data:image/png;base64,'),
      file('problems', 'data:text/plain;base64,', true),
      file('read', 'file:///project/a.ts'),
    ];
    const attached = attachedTo([{ ...prompt, parts }, assistantMessage('m2', 's1')]);
    assert.deepEqual(
      attached.map(({ name }) => name),
      ['image'],
    );
  });

  it('say where a fork ends: before a prompt, after an answer', () => {
    const { state, sessionId } = stateWith(messages);
    const point = (rowId: string) => forkPoint(state, { rootId: project, sessionId }, rowId);
    assert.deepEqual(['m1', 'm4', 'm2', 'm5'].map(point), ['m1', 'm4', 'm4', undefined]);
  });

  it('give the words as they were written, without what OpenCode added', () => {
    const answer = assistantMessage('m2', 's1');
    const parts = [
      textPart('p1', answer, { text: '# Title\n\n```ts\nconst a = 1;\n```\n' }),
      textPart('p2', answer, { text: 'hidden', isSynthetic: true }),
      textPart('p3', answer, { text: '**end**' }),
    ];
    assert.equal(
      wordsOf([{ ...answer, parts }]),
      '# Title\n\n```ts\nconst a = 1;\n```\n\n\n**end**',
    );
    assert.equal(wordsOf(behind('m2')), 'Answer m2\n\nAnswer m3');
    const long = userMessage('m1', 's1');
    const text = 'word '.repeat(10_000);
    assert.equal(wordsOf([{ ...long, parts: [textPart('p1', long, { text })] }]), text);
  });
});
