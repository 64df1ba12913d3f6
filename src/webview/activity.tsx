import type { JSX } from 'preact';
import type { ActivityView } from '../protocol/view.ts';
import { Icon } from './icon.tsx';
import { useField } from './panel.ts';
import { Problem } from './problem.tsx';
import { useNow } from './time.ts';
import { unknownKind } from './unknownKind.ts';

/** What the session is at, below the last row. */
export function Activity(): JSX.Element {
  const activity = useField('activity') ?? { kind: 'idle' };
  const hasRequests = (useField('requests') ?? []).length > 0;
  // The card says so itself.
  const isTold = activity.kind === 'waiting' && hasRequests;
  return (
    <div class="activity" data-testid="activity" data-activity={activity.kind}>
      {!isTold && <ActivityText activity={activity} />}
    </div>
  );
}

function ActivityText({ activity }: { readonly activity: ActivityView }): JSX.Element | null {
  switch (activity.kind) {
    case 'idle':
      return null;
    case 'busy':
      return (
        <>
          <Icon name="loading" />
          <span>Working…</span>
        </>
      );
    case 'waiting':
      return (
        <>
          <Icon name="shield" />
          <span>Waiting for you</span>
        </>
      );
    case 'stopping':
      return <Stopping stopping={activity} />;
    case 'retry':
      return <Retry retry={activity} />;
    default:
      return unknownKind(activity);
  }
}

type StoppingView = Extract<ActivityView, { kind: 'stopping' }>;

function Stopping({ stopping }: { readonly stopping: StoppingView }): JSX.Element {
  if (stopping.problem) return <Problem problem={stopping.problem} />;
  return (
    <>
      <Icon name="loading" />
      <span>Stopping…</span>
    </>
  );
}

type RetryView = Extract<ActivityView, { kind: 'retry' }>;

function Retry({ retry }: { readonly retry: RetryView }): JSX.Element {
  const seconds = Math.max(0, Math.ceil((retry.nextAt - useNow(true)) / 1000));
  const when = seconds > 0 ? `in ${seconds} s` : 'now';
  return (
    <>
      <Icon name="refresh" />
      <span>
        {retry.message} <span class="muted">{`Attempt ${retry.attempt}, again ${when}.`}</span>
      </span>
    </>
  );
}
