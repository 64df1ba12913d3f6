declare module 'codicons:paths' {
  export const iconPaths: Readonly<Record<string, string>>;
  /** Of the few that are not drawn on 16 by 16. */
  export const iconBoxes: Readonly<Record<string, string>>;
}

declare module 'worker:*' {
  export const workerSource: string;
}
