/** The end of a switch over all kinds: forgetting one does not compile. */
export function unknownKind(value: never): never {
  throw new Error(`Unknown kind: ${JSON.stringify(value)}`);
}
