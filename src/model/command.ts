/** What a person can call by `/name`. */
export interface CommandInfo {
  readonly name: string;
  readonly description: string;
  readonly source: 'command' | 'mcp' | 'skill';
}
