import type { Machine } from './machine.ts';

/** What a folder is called that is a claim, or the draft of one. */
export interface ClaimName {
  readonly isDraft: boolean;
  readonly machine: Machine;
  /** The key of the root; of a draft its owner. */
  readonly of: string;
}

const pattern =
  /^claim(?<ing>ing)?-(?<host>[\da-f]{8})-(?<boot>[\da-f]{8})-(?<space>[\da-f]{8})-(?<of>.+)$/;

/** Of this machine only: processes of other ones cannot be seen, so their claims must be apart. */
export function claimName({ isDraft, machine, of }: ClaimName): string {
  const { host, boot, space } = machine;
  return `${isDraft ? 'claiming' : 'claim'}-${host}-${boot}-${space}-${of}`;
}

/** Undefined when it is no such name. */
export function claimNameOf(name: string): ClaimName | undefined {
  const { ing, host, boot, space, of } = pattern.exec(name)?.groups ?? {};
  if (host === undefined || boot === undefined || space === undefined) return undefined;
  return of === undefined
    ? undefined
    : { isDraft: ing !== undefined, machine: { host, boot, space }, of };
}
