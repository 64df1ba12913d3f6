import type { JSX } from 'preact';
import type { ActivityView, ServerView } from '../protocol/view.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './iconNames.ts';
import { useField } from './panel.ts';

interface Look {
  readonly icon: IconName;
  readonly text: string;
}

const activities: Readonly<Record<ActivityView['kind'], Look>> = {
  idle: { icon: 'pass', text: 'Ready' },
  busy: { icon: 'loading', text: 'Working' },
  waiting: { icon: 'shield', text: 'Waiting for you' },
  stopping: { icon: 'loading', text: 'Stopping' },
  retry: { icon: 'refresh', text: 'Trying again' },
};

const stopped: Look = { icon: 'circle-slash', text: 'Stopped' };

/** Without a server nothing that a session was at goes on. */
const servers: Readonly<Record<Exclude<ServerView['kind'], 'ready'>, Look>> = {
  none: stopped,
  stopped,
  problem: stopped,
  restarting: { icon: 'loading', text: 'Restarting' },
  starting: { icon: 'loading', text: 'Starting' },
  reconnecting: { icon: 'loading', text: 'Reconnecting' },
};

/** What the session is at, in a word or two. */
export function HeaderState(): JSX.Element {
  const server = useField('server')?.kind ?? 'none';
  const activity = useField('activity')?.kind ?? 'idle';
  const { icon, text } = server === 'ready' ? activities[activity] : servers[server];
  return (
    <span class="header-state" data-testid="header-state">
      <Icon name={icon} />
      {text}
    </span>
  );
}
