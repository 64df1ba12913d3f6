import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { RequestCard } from '../../protocol/view.ts';
import { useField, usePanel } from '../panel.ts';
import { PermissionCard } from './permissionCard.tsx';
import { QuestionCard } from './questionCard.tsx';

/**
 * What waits for the person, next to the composer. A new card never takes the focus: a key meant
 * for the prompt must not answer it.
 */
export function Requests(): JSX.Element | null {
  const requests = useField('requests') ?? [];
  useAnnouncements(requests);
  if (requests.length === 0) return null;
  return (
    <section class="requests" aria-label="Waiting for you">
      {requests.map((request) =>
        request.kind === 'permission' ? (
          <PermissionCard key={request.id} card={request} />
        ) : (
          <QuestionCard key={request.id} card={request} />
        ),
      )}
    </section>
  );
}

function useAnnouncements(requests: readonly RequestCard[]): void {
  const { announcer } = usePanel();
  const known = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const added = requests.filter(({ id }) => !known.current.has(id));
    known.current = new Set(requests.map(({ id }) => id));
    if (added.length > 0) announcer.say(`OpenCode asks: ${added.map(titleOf).join(' ')}`);
  }, [requests, announcer]);
}

function titleOf(request: RequestCard): string {
  if (request.kind === 'permission') return request.title;
  return request.questions.map(({ text }) => text).join(' ');
}
