import * as vscode from 'vscode';
import type { RootId, SessionId } from '../model/ids.ts';
import type { ModelInfo } from '../model/catalog.ts';
import type { PendingRequest } from '../model/request.ts';
import type { ModelRef } from '../model/session.ts';
import { honestLine, withoutIcons } from '../present/cleanText.ts';
import { contextSize, price } from '../present/format.ts';
import { permissionPrompt, questionPrompt } from '../present/permissionPrompt.ts';
import { relativeTime } from '../present/relativeTime.ts';
import { sessionsNewestFirst } from '../session/selectors.ts';
import type { SessionService } from '../session/sessionService.ts';
import type { Store } from '../session/store.ts';
import type { Root, WorkspaceRoots } from './workspaceRoots.ts';

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
  async root(title: string): Promise<Root | undefined> {
    const { all } = this.#options.roots;
    if (all.length < 2) return all[0];
    const items = all.map((root) => ({ label: root.name, description: root.id, value: root }));
    return pick(title, 'Choose the folder to work in', items);
  }

  async agent(root: RootId): Promise<string | undefined> {
    const items = this.#catalog(root).then(({ agents }) =>
      agents
        .filter((agent) => agent.mode !== 'subagent' && !agent.isHidden)
        .map((agent) => ({ label: agent.name, detail: agent.description, value: agent.name })),
    );
    return pick('Agent', 'Choose who works on your prompts', items);
  }

  async model(root: RootId): Promise<ModelRef | undefined> {
    const items = this.#catalog(root).then(({ models }) => models.flatMap(modelItems));
    return pick('Model', 'Search by name or provider', items);
  }

  async session(title: string): Promise<{ rootId: RootId; sessionId: SessionId } | undefined> {
    const now = Date.now();
    const several = this.#options.roots.all.length > 1;
    const items = [...this.#options.store.state.roots.values()].flatMap((root) =>
      sessionsNewestFirst(root).map((session) => ({
        label: withoutIcons(honestLine(session.title, 100)),
        description: [several ? root.name : '', relativeTime(session.updatedAt, now)]
          .filter((text) => text !== '')
          .join(' · '),
        value: { rootId: root.id, sessionId: session.id },
      })),
    );
    return pick(title, items.length === 0 ? 'No sessions yet' : 'Search by title', items);
  }

  async request(requests: readonly PendingRequest[]): Promise<PendingRequest | undefined> {
    if (requests.length < 2) return requests[0];
    const { state } = this.#options.store;
    const items = requests.map((request) => ({
      label:
        request.kind === 'permission'
          ? permissionPrompt(state, request).message
          : questionPrompt(state, request).message,
      value: request,
    }));
    return pick('Waiting for You', 'Choose what to answer', items);
  }

  async #catalog(root: RootId) {
    await this.#options.sessions.ensureRoot(root);
    return this.#options.sessions.catalog(root);
  }
}

function modelItems(model: ModelInfo): readonly Item<ModelRef>[] {
  const { providerId, modelId } = model;
  const base = {
    label: model.name,
    description: model.providerName,
    detail: [contextSize(model), price(model)].filter((text) => text !== '').join(' · '),
    value: { providerId, modelId },
  };
  const variants = model.variants.map((variant) => ({
    ...base,
    label: `${model.name} (${variant})`,
    value: { providerId, modelId, variant },
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
