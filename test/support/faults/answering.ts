import type { Disposable } from '../../../src/base/disposable.ts';
import type { PendingRequest } from '../../../src/model/request.ts';
import type { Client } from './client.ts';

/** Answers whatever the client shows, again when an answer did not get through. */
export function answering(client: Client): Disposable {
  const look = () => {
    for (const request of client.broker.pending) {
      if (!client.broker.isAnswering(request.id)) void answer(client, request);
    }
  };
  look();
  return client.store.onDidChange(look);
}

/** False when the answer did not get through. */
async function answer({ broker }: Client, request: PendingRequest): Promise<boolean> {
  try {
    if (request.kind === 'permission') await broker.answerPermission(request.id, 'once');
    else await broker.answerQuestion(request.id, request.questions.map(firstLabel));
    return true;
  } catch {
    // The way to the server is broken: the request still waits.
    return false;
  }
}

function firstLabel({ options }: { readonly options: readonly { readonly label: string }[] }) {
  return options.slice(0, 1).map(({ label }) => label);
}
