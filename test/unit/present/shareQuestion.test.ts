import assert from 'node:assert/strict';
import { shareQuestion } from '../../../src/present/shareQuestion.ts';
import { aSession } from '../../support/fixtures.ts';

describe('the question before a session becomes public', () => {
  it('says who can read what', () => {
    const { message, detail } = shareQuestion(aSession('ses_1', { title: 'Plan\u202E' }));
    assert.equal(message, 'Make “Plan<U+202E>” public?');
    assert.match(detail, /Everybody who knows the address can read all of it/);
  });

  it('names the address that ends', () => {
    const { message, detail } = shareQuestion(
      aSession('ses_1', { shareUrl: 'https://x.example/1' }),
    );
    assert.match(message, /was made public before/);
    assert.match(detail, /^Its address was https:\/\/x\.example\/1, which then no longer works\./);
  });
});
