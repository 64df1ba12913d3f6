import type { AppError } from '../base/errors.ts';
import type { PendingRequest } from '../model/request.ts';
import { askText } from './askText.ts';

/** What whoever starts a run that nobody watches must get to see. */
export interface RunWarning {
  /** `not-rejected`: the rejection did not arrive, and is sent again for as long as the ask waits. */
  readonly kind: 'rejected' | 'not-rejected';
  readonly request: PendingRequest;
  /** One line, safe to print. */
  readonly text: string;
}

export function rejected(request: PendingRequest): RunWarning {
  const text = `Rejected: ${askText(request)} (nobody is there to answer)`;
  return { kind: 'rejected', request, text };
}

export function notRejected(request: PendingRequest, reason: AppError): RunWarning {
  const text = `Could not reject yet: ${askText(request)} (${reason.message})`;
  return { kind: 'not-rejected', request, text };
}
