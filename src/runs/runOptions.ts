import type { RunWarning } from './runWarning.ts';

export interface RunOptions {
  /** Ends the turn; a time limit is `AbortSignal.timeout`. */
  readonly signal: AbortSignal;
  /** `wait`: a person answers what OpenCode asks. `reject`: nobody is there, so nothing is allowed. */
  readonly asks: 'wait' | 'reject';
  /** Each warning of the result, as it happens. */
  readonly onWarning?: (warning: RunWarning) => void;
  /** A few words on what happens now, whenever they change. */
  readonly onProgress: (text: string) => void;
}
