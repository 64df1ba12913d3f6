declare module 'codicons:paths' {
  export const iconPaths: Readonly<Record<string, string>>;
}

declare module 'worker:*' {
  export const workerSource: string;
}
