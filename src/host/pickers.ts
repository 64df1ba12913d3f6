import * as vscode from 'vscode';
import { AppError } from '../base/errors.ts';
import type { RootId, SessionId } from '../model/ids.ts';
import type { ModelInfo } from '../model/catalog.ts';
import type { PromptOptions } from '../model/prompt.ts';
import type { PendingRequest } from '../model/request.ts';
import { honestLine } from '../base/honestText.ts';
import { withoutIcons } from '../present/cleanText.ts';
import { contextSize, price } from '../present/format.ts';
import { permissionPrompt, questionPrompt } from '../present/permissionPrompt.ts';
import { relativeTime } from '../present/relativeTime.ts';
import { sessionsNewestFirst } from '../session/selectors.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { RootState } from '../session/state.ts';
import type { Store } from '../session/store.ts';
import type { Root, WorkspaceRoots } from './workspaceRoots.ts';

/** Undefined inside: what OpenCode chooses. */
type AgentChoice = Pick<PromptOptions, 'agent'>;
type ModelChoice = Pick<PromptOptions, 'model'>;

type Item<T> = vscode.QuickPickItem & { readonly value: T };

export interface PickersOptions {
  readonly store: Store;
  readonly sessions: SessionService;
  readonly roots: WorkspaceRoots;
}

/** Native lists to choose from. Each answers `undefined` when left without a choice. */
export class Pickers {
  readonly #options: PickersOptions;

  constructor(options: PickersOptions) {
    this.#options = options;
  }

  /** Asks only when there is something to choose. */
  async root(
    title: string,
    isWanted: (root: RootState) => boolean = () => true,
  ): Promise<Root | undefined> {
    const { roots, store } = this.#options;
    if (roots.all.length === 0) throw new AppError('no-workspace', 'No folder is open.');
    const wanted = roots.all.filter(({ id }) => {
      const root = store.state.roots.get(id);
      return root !== undefined && isWanted(root);
    });
    if (wanted.length < 2) return wanted[0];
    const items = wanted.map((root) => ({ label: root.name, description: root.id, value: root }));
    return pick(title, 'Choose the folder to work in', items);
  }

  async agent(root: RootId): Promise<AgentChoice | undefined> {
    const items = this.#catalog(root).then(({ agents }): Item<AgentChoice>[] =>
      agents
        .filter((agent) => agent.mode !== 'subagent' && !agent.isHidden)
        .map((agent) => ({
          label: shown(agent.name),
          detail: shown(agent.description),
          value: { agent: agent.name },
        })),
    );
    const choices = items.then((agents) => [
      { ...byDefault, value: { agent: undefined } },
      ...agents,
    ]);
    return pick('Agent', 'Choose who works on your prompts', choices);
  }

  async model(root: RootId): Promise<ModelChoice | undefined> {
    const items = this.#catalog(root).then(({ models }) => models.flatMap(modelItems));
    const choices = items.then((models) => [
      { ...byDefault, value: { model: undefined } },
      ...models,
    ]);
    return pick('Model', 'Search by name or provider', choices);
  }

  async session(title: string): Promise<{ rootId: RootId; sessionId: SessionId } | undefined> {
    return pick(title, 'Search by title', this.#sessionItems());
  }

  /** What runs already, and the folder at hand. */
  async #sessionItems(): Promise<readonly Item<{ rootId: RootId; sessionId: SessionId }>[]> {
    const { roots, store, sessions } = this.#options;
    const { preferred } = roots;
    if (!preferred) throw new AppError('no-workspace', 'No folder is open.');
    await sessions.ensureRoot(preferred.id);
    const now = Date.now();
    const several = roots.all.length > 1;
    return [...store.state.roots.values()].flatMap((root) =>
      sessionsNewestFirst(root).map((session) => ({
        label: shown(session.title),
        description: [several ? root.name : '', relativeTime(session.updatedAt, now)]
          .filter((text) => text !== '')
          .join(' · '),
        value: { rootId: root.id, sessionId: session.id },
      })),
    );
  }

  async request(requests: readonly PendingRequest[]): Promise<PendingRequest | undefined> {
    if (requests.length < 2) return requests[0];
    const { state } = this.#options.store;
    const items = requests.map((request) => ({
      label: withoutIcons(
        request.kind === 'permission'
          ? permissionPrompt(state, request).message
          : questionPrompt(state, request).message,
      ),
      value: request,
    }));
    return pick('Waiting for You', 'Choose what to answer', items);
  }

  async #catalog(root: RootId) {
    await this.#options.sessions.ensureRoot(root);
    return this.#options.sessions.catalog(root);
  }
}

const byDefault = { label: 'Default', description: 'what OpenCode chooses' };

function shown(text: string): string {
  return withoutIcons(honestLine(text, 200));
}

function modelItems(model: ModelInfo): readonly Item<ModelChoice>[] {
  const { providerId, modelId } = model;
  const base = {
    label: shown(model.name),
    description: shown(model.providerName),
    detail: [contextSize(model), price(model)].filter((text) => text !== '').join(' · '),
    value: { model: { providerId, modelId } },
  };
  const variants = model.variants.map((variant) => ({
    ...base,
    label: shown(`${model.name} (${variant})`),
    value: { model: { providerId, modelId, variant } },
  }));
  return [base, ...variants];
}

async function pick<T>(
  title: string,
  placeHolder: string,
  items: readonly Item<T>[] | Promise<readonly Item<T>[]>,
): Promise<T | undefined> {
  const options = { title, placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.value;
}
