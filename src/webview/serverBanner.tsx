import type { JSX } from 'preact';
import { Icon } from './icon.tsx';
import type { ServerView } from '../protocol/view.ts';
import { useField, usePanel } from './panel.ts';
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
    case 'ready':
      return null;
    case 'stopped':
      return server.note === undefined ? null : <Note text={server.note} />;
    case 'restarting':
      return <Restarting server={server} />;
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

function Note({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="banner muted" role="status" data-testid="server-banner" data-server="stopped">
      <Icon name="info" />
      <span>{text}</span>
    </div>
  );
}

type RestartingView = Extract<ServerView, { kind: 'restarting' }>;

/** The seconds are not read out: only that it ended. */
function Restarting({ server }: { readonly server: RestartingView }): JSX.Element {
  const { post } = usePanel();
  const { text, at, action } = server;
  const seconds = Math.ceil((at - useNow(true)) / 1000);
  return (
    <div class="banner" data-testid="server-banner" data-server="restarting">
      <Icon name="loading" />
      <span>
        <span role="status">{text}</span>{' '}
        <span class="muted">
          {seconds > 0 ? `Starting again in ${seconds} s.` : 'Starting again…'}
        </span>{' '}
        <button
          type="button"
          class="link-button"
          onClick={() => post({ type: 'act', action: action.id })}
        >
          {action.label}
        </button>
      </span>
    </div>
  );
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
