import type { AppError, ErrorCode } from '../../base/errors.ts';

/** Trying again without a change would end in the same way. */
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'binary-not-found',
  'binary-not-opencode',
  'binary-is-desktop-app',
  'server-too-old',
  'server-too-new',
  'workspace-untrusted',
  'no-workspace',
  'folder-missing',
  'bad-server-url',
  'storage-unwritable',
]);

/** A server that is not ours does not crash: it can be connected to or it cannot. */
export function isRefusal({ code, attachedTo }: AppError): boolean {
  return refusals.has(code) || attachedTo !== undefined;
}
