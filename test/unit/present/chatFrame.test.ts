import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import type { Catalog } from '../../../src/model/catalog.ts';
import { messageId, sessionId } from '../../../src/model/ids.ts';
import type { Prompt, PromptState } from '../../../src/model/prompt.ts';
import type { Session } from '../../../src/model/session.ts';
import { sessionSchema } from '../../../src/opencode/wire/wire.ts';
import { toSession } from '../../../src/opencode/wire/wireSession.ts';
import { chatView } from '../../../src/present/chatView.ts';
import { chatView as chatViewSchema } from '../../../src/protocol/view.ts';
import type { RootState } from '../../../src/session/state.ts';
import { answered, options, prompted, viewOf } from './conversation.ts';
import { project, stateWith } from './recorded.ts';

const id = sessionId('s1');
const messages = [prompted('m1', 'first'), answered('m2', 'm1', { cost: 0.5, completedAt: 2 })];

function given(text: string, state: PromptState, change: Partial<Prompt> = {}): Prompt {
  const target = { kind: 'session', sessionId: id } as const;
  return { id: messageId(`o-${text}`), target, text, queuedAt: 1, state, ...change };
}

describe('a conversation that has not arrived', () => {
  const { state } = stateWith(messages, { sessions: new Map(), transcripts: new Map() });

  it('is that session from its first view on, not a new one', () => {
    const view = chatView(state, { rootId: project, sessionId: id }, options);
    const { header, composer, isLoading } = chatViewSchema.parse(view);
    assert.deepEqual(header.chat, { rootId: project, sessionId: 's1' });
    assert.deepEqual([header.title, header.isNew, isLoading], ['Loading…', false, true]);
    assert.equal(composer.draftKey, 's1');
    assert.equal(composer.placeholder, 'Ask for more');
  });

  it('is known by its title before its messages are', () => {
    const { header, isLoading } = viewOf(messages, { transcripts: new Map() });
    assert.deepEqual([header.title, isLoading], ['Fix it', true]);
    assert.equal(viewOf(messages).isLoading, false);
  });

  it('says why when it cannot be read, and offers to try again', () => {
    const error = new AppError('http-status', 'OpenCode answered with status 500.');
    const loadErrors = new Map([[id, error]]);
    const { isLoading, rows } = viewOf(messages, { transcripts: new Map(), loadErrors });
    assert.equal(isLoading, false);
    const [row] = rows;
    assert.ok(row?.kind === 'problem');
    assert.equal(row.problem.title, 'This conversation could not be read.');
    assert.equal(row.problem.detail, 'OpenCode answered with status 500.');
    assert.deepEqual(
      row.problem.actions.map(({ label }) => label),
      ['Try Again', 'Open Log'],
    );
    assert.deepEqual(
      viewOf(messages, { loadErrors }).rows.map(({ kind }) => kind),
      ['user', 'assistant', 'problem'],
    );
  });

  it('is not what a new chat is', () => {
    const view = chatView(state, { rootId: project, draftId: 'd1' }, options);
    assert.deepEqual([view.header.title, view.header.isNew], ['New session', true]);
    assert.deepEqual([view.header.chat, view.isLoading], [undefined, false]);
    assert.equal(view.composer.draftKey, `root:${project}`);
  });
});

describe('the composer', () => {
  it('takes along what was typed in a new chat until its prompt has arrived', () => {
    const fromDraft = (state: PromptState) =>
      viewOf(messages, { outbox: [given('a', state, { draftId: 'd1' })] }).composer;
    assert.equal(fromDraft({ kind: 'queued' }).previousDraftKey, `root:${project}`);
    assert.equal(fromDraft({ kind: 'sent' }).previousDraftKey, `root:${project}`);
    const error = new AppError('server-unreachable', 'No.');
    assert.equal(fromDraft({ kind: 'failed', error }).previousDraftKey, undefined);
    const outbox = [given('a', { kind: 'queued' })];
    assert.equal(viewOf(messages, { outbox }).composer.previousDraftKey, undefined);
    assert.equal(viewOf(messages).composer.previousDraftKey, undefined);
  });

  it('knows every earlier prompt, those on their way too, newest first', () => {
    const error = new AppError('server-unreachable', 'No.');
    const outbox = [
      given('second', { kind: 'failed', error }),
      given('third', { kind: 'sending' }),
      given('first', { kind: 'queued' }),
    ];
    const { history } = viewOf(messages, { outbox }).composer;
    assert.deepEqual(history, ['first', 'third', 'second']);
    const target = { kind: 'draft', draftId: 'd1' } as const;
    const { state } = stateWith(messages, {
      outbox: [given('new', { kind: 'queued' }, { target })],
    });
    const fresh = chatView(state, { rootId: project, draftId: 'd1' }, options);
    assert.deepEqual(fresh.composer.history, ['new']);
  });

  describe('names what the next prompt really gets', () => {
    const ref = (modelId: string) => ({ providerId: 'p', modelId });
    const agent = (name: string, model?: string) => ({
      name,
      description: '',
      mode: 'primary' as const,
      isHidden: false,
      model: model === undefined ? undefined : ref(model),
    });
    const catalog: Catalog = {
      agents: [agent('build'), agent('plan', 'of-plan')],
      models: [],
      canShare: false,
      defaultModel: ref('default'),
    };
    const labels = (change: Partial<Session>, picked: object, of: Partial<Catalog> = {}) => {
      const { root } = stateWith(messages);
      const sessions = new Map(
        [...root.sessions].map(([key, session]) => [key, { ...session, ...change }]),
      );
      const changed: Partial<RootState> = { sessions, catalog: { ...catalog, ...of } };
      const { state } = stateWith(messages, changed);
      const target = { rootId: project, sessionId: id };
      const { composer } = chatView(state, target, { ...options, ...picked });
      return [composer.agent, composer.model];
    };

    it('and what it does not read, where that is known', () => {
      const model = { providerId: 'p', providerName: 'P', name: 'Blind', variants: [] };
      const reads = { image: false, pdf: true };
      const models = [{ ...model, modelId: 'blind', reads }];
      const { state } = stateWith(messages, { catalog: { ...catalog, models } });
      const unread = (modelId: string) => {
        const picked = { ...options, model: ref(modelId) };
        const target = { rootId: project, sessionId: id };
        return chatView(state, target, picked).composer.unread.map(({ label }) => label);
      };
      assert.deepEqual(unread('blind'), ['images']);
      assert.deepEqual(unread('unknown'), []);
    });

    it('the pick before all', () => {
      const picked = { agent: 'plan', model: ref('picked') };
      assert.deepEqual(labels({ model: ref('used') }, picked), ['plan', 'picked']);
    });

    it('the agent’s own model before the one used last', () => {
      assert.deepEqual(labels({ model: ref('used') }, { agent: 'plan' }), ['plan', 'of-plan']);
      const byDefault = labels({ model: ref('used') }, {}, { defaultAgent: 'plan' });
      assert.deepEqual(byDefault, ['plan', 'of-plan']);
    });

    it('the model used last before the default, but not the agent that worked last', () => {
      assert.deepEqual(labels({ agent: 'plan', model: ref('used') }, {}), ['build', 'used']);
      assert.deepEqual(labels({}, {}), ['build', 'default']);
    });
  });
});

describe('the cost of a session', () => {
  const usage = (cost?: number) => {
    const { root } = stateWith(messages);
    const sessions = new Map(
      [...root.sessions].map(([key, session]) => [key, { ...session, cost }]),
    );
    return viewOf(messages, { sessions }).header.usage;
  };

  it('counts what is not loaded, and never less than what is', () => {
    assert.equal(usage(2), '$2.00');
    assert.equal(usage(0.25), '$0.50');
    assert.equal(usage(), '$0.50');
  });

  it('is read from what the server tells of the session', () => {
    const told = { id: 's1', directory: project, title: '', time: { created: 1 } };
    const costOf = (wire: object) => toSession(project, sessionSchema.parse(wire)).cost;
    assert.equal(costOf({ ...told, cost: 1.5 }), 1.5);
    assert.equal(costOf(told), undefined);
  });
});
