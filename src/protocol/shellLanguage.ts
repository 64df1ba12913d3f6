const shells: ReadonlySet<string> = new Set([
  'bash',
  'sh',
  'shell',
  'shellscript',
  'zsh',
  'fish',
  'powershell',
  'pwsh',
  'ps1',
  'bat',
  'cmd',
]);

/** Whether a code block of this language is something to be typed into a terminal. */
export function isShellLanguage(language: string): boolean {
  return shells.has(language.toLowerCase());
}
