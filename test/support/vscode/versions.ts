/** The VS Codes that the tests run: the newest, and the floor that `engines.vscode` promises. */
export const newestVscode = '1.139.1';
export const oldestVscode = '1.105.1';

export type VscodeVersion = typeof newestVscode | typeof oldestVscode;
