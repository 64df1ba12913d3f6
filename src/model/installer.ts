/** What would be done when the person agrees. */
export interface InstallPlan {
  readonly version: string;
  /** The npm package that is fetched: the program for this kind of machine. */
  readonly package: string;
  /** Fetched in turn where that one is missing or does not run. */
  readonly otherPackages: readonly string[];
  /** The person's own package manager: `npm`, `bun` or `pnpm`. */
  readonly manager: string;
  /** Where it goes: a folder of this extension. */
  readonly folder: string;
}

/** An OpenCode that this extension installed. */
export interface InstalledOpencode {
  readonly version: string;
  /** Its program. */
  readonly path: string;
}

/** `inUse`: a program still runs from it, so it was left alone. */
export type RemoveOutcome = 'removed' | 'absent' | 'inUse';

/** Installs OpenCode for this extension alone. Nothing outside of its folder is changed. */
export interface OpencodeInstaller {
  /** Every version that was installed lies below. */
  readonly directory: string;
  installed(): InstalledOpencode | undefined;
  /** The version that would be installed. */
  readonly version: string;
  /** @throws AppError `no-package-manager` */
  plan(): Promise<InstallPlan>;
  /**
   * Installs, and takes away what it replaces, as far as that is not in use.
   * @param report is told now and then, in words for a person, how far it is.
   * @throws AppError `no-package-manager` or `install-failed`, or why the signal aborts; nothing is left behind then
   */
  install(report: (line: string) => void, signal: AbortSignal): Promise<InstalledOpencode>;
  remove(): Promise<RemoveOutcome>;
}
