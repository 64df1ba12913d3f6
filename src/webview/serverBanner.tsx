import type { JSX } from 'preact';
import { Icon } from './icon.tsx';
import { useField } from './panel.ts';
import { Problem } from './problem.tsx';
import { useNow } from './time.ts';
import { unknownKind } from './unknownKind.ts';

/** A quick start needs no words. */
const quietStart = 1000;

export function ServerBanner(): JSX.Element | null {
  const server = useField('server');
  if (!server) return null;
  switch (server.kind) {
    case 'none':
    case 'stopped':
    case 'ready':
      return null;
    case 'problem':
      return (
        <div class="banner" role="alert" data-testid="server-banner" data-server="problem">
          <Problem problem={server.problem} />
        </div>
      );
    case 'starting':
      return <Waiting kind="starting" text={server.phase.replace(/…$/, '')} since={server.since} />;
    case 'reconnecting':
      return <Waiting kind="reconnecting" text="Reconnecting to OpenCode" since={server.since} />;
    default:
      return unknownKind(server);
  }
}

interface WaitingProps {
  readonly kind: 'starting' | 'reconnecting';
  readonly text: string;
  readonly since: number;
}

function Waiting({ kind, text, since }: WaitingProps): JSX.Element | null {
  const elapsed = useNow(true) - since;
  if (kind === 'starting' && elapsed < quietStart) return null;
  const seconds = Math.max(0, Math.floor(elapsed / 1000));
  return (
    <div class="banner" data-testid="server-banner" data-server={kind}>
      <Icon name="loading" />
      <span>
        {text}… {seconds} s{' '}
        {kind === 'starting' && <span class="muted">You can already send a prompt.</span>}
      </span>
    </div>
  );
}
