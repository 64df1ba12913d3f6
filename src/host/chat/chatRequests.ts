import { resolve } from 'node:path';
import { requestId, type RootId } from '../../model/ids.ts';
import type { PermissionRequest } from '../../model/request.ts';
import { proposedDiff } from '../../present/permissionPrompt.ts';
import type { ToHostHandlers } from '../../protocol/toHost.ts';
import { sayIfGone } from '../requestNotices.ts';
import type { ChatContext } from './chatContext.ts';
import type { ChatPanelPort } from './chatPanelPort.ts';

type RequestHandlers = Pick<
  ToHostHandlers,
  | 'answerPermission'
  | 'showPermissionDiff'
  | 'answerQuestion'
  | 'rejectQuestion'
  | 'pickAgent'
  | 'pickModel'
>;

/** Answers to what waits, and the choices for the next prompt. */
export function chatRequests({ context, target, run }: ChatPanelPort): RequestHandlers {
  const { broker, diffs } = context;
  return {
    answerPermission: ({ requestId: id, reply, message }) =>
      run(broker.answerPermission(requestId(id), reply, message).then(sayIfGone)),
    answerQuestion: ({ requestId: id, answers }) =>
      run(broker.answerQuestion(requestId(id), answers).then(sayIfGone)),
    rejectQuestion: ({ requestId: id }) =>
      run(broker.rejectQuestion(requestId(id)).then(sayIfGone)),
    showPermissionDiff: ({ requestId: id }) => {
      const request = findPermission(context, id);
      const diff = request && proposedDiff(request);
      if (diff) run(diffs.showProposed(resolve(request.rootId, diff.file), diff.patch));
    },
    pickAgent: () => withRoot(target()?.rootId, (root) => run(pickAgent(context, root))),
    pickModel: () => withRoot(target()?.rootId, (root) => run(pickModel(context, root))),
  };
}

function findPermission({ broker }: ChatContext, id: string): PermissionRequest | undefined {
  const request = broker.pending.find((pending) => pending.id === id);
  return request?.kind === 'permission' ? request : undefined;
}

function withRoot(root: RootId | undefined, work: (root: RootId) => void): void {
  if (root !== undefined) work(root);
}

export async function pickAgent({ pickers, picked }: ChatContext, root: RootId): Promise<void> {
  const choice = await pickers.agent(root);
  if (choice) await picked.set(root, choice);
}

export async function pickModel({ pickers, picked }: ChatContext, root: RootId): Promise<void> {
  const choice = await pickers.model(root);
  if (choice) await picked.set(root, choice);
}
