import type { Sandbox } from '../../test/support/sandbox.ts';
import type { ChatPanel } from '../../test/support/vscode/chatPanel.ts';
import { exact, percentile, type Figures } from '../figure.ts';
import { ServerEvents } from '../serverEvents.ts';
import type { PanelProbe, Watched } from './panelProbe.ts';

const lastSection = '99';
const streamLimitMs = 120_000;

/** 60 KB at 400 deltas a second, into the session that is shown. */
export async function measureStream(
  sandbox: Sandbox,
  chat: ChatPanel,
  probe: PanelProbe,
): Promise<Figures> {
  const told = new Map<string, number>();
  const events = await ServerEvents.connect(sandbox, sectionListener(told));
  try {
    await probe.startWatch();
    const start = { at: performance.now(), busy: await probe.busyMs() };
    const calls = sandbox.model.calls.length;
    await chat.send('[[script:stream]] Go on');
    await probe.whenShown(`Section ${lastSection} ends`);
    await chat.untilActivity('idle', streamLimitMs);
    const busyShare = ((await probe.busyMs()) - start.busy) / (performance.now() - start.at);
    const watched = await probe.endWatch();
    const call = sandbox.model.calls.slice(calls).find(({ purpose }) => purpose === 'turn');
    return figuresOf(watched, busyShare, overheads(told, watched), call?.endedAt ?? Number.NaN);
  } finally {
    events.close();
  }
}

function figuresOf(
  { frames, longTasks, ended }: Watched,
  busyShare: number,
  overheads: readonly number[],
  lastByteAt: number,
): Figures {
  return {
    'chat.stream_longest_task_ms': exact(Math.max(0, ...longTasks), 'ms'),
    'chat.stream_tasks_over_50ms': exact(longTasks.length, 'tasks'),
    'chat.stream_frame_ms_p95': percentile(frames, 0.95, 'ms'),
    'chat.stream_busy_share': exact(busyShare, 'of the time'),
    'chat.stream_end_lag_ms': exact((ended[lastSection] ?? Number.NaN) - lastByteAt, 'ms'),
    'chat.overhead_ms_p50': percentile(overheads, 0.5, 'ms'),
    'chat.overhead_ms_p95': percentile(overheads, 0.95, 'ms'),
  };
}

/** Milliseconds from the bytes of each section's title on the wire to its drawing. */
function overheads(told: ReadonlyMap<string, number>, { begun }: Watched): readonly number[] {
  return [...told].flatMap(([section, at]) => {
    const shownAt = begun[section];
    return shownAt === undefined ? [] : [shownAt - at];
  });
}

/** Notes when each title was complete on the wire, where it comes in pieces. */
function sectionListener(told: Map<string, number>): (text: string) => void {
  let rest = '';
  let words = '';
  return (text) => {
    const frames = (rest + text).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      if (frame.includes('"message.part.delta"'))
        words += /"delta":"((?:[^"\\]|\\.)*)"/.exec(frame)?.[1] ?? '';
    }
    for (const [, section = ''] of words.matchAll(/Section (\d+) begins/g)) {
      if (!told.has(section)) told.set(section, Date.now());
    }
    words = words.slice(-60);
  };
}
