import { pathsOf } from './hostPaths.ts';
import type { LocateHost } from './locateHost.ts';

/**
 * Whether this is OpenCode's desktop app, which has windows but no command line. Its name is that of
 * the real program on systems that do not mind capital letters, so what lies beside it is looked at too.
 */
export function isDesktopApp(host: LocateHost, path: string): boolean {
  const real = host.realPath(path);
  const { basename, dirname } = pathsOf(host);
  // Older apps carried the command line program along, under this name.
  if (/^opencode-cli\b/i.test(basename(real))) return false;
  if (host.platform === 'darwin') return inMacApp(path) || inMacApp(real);
  return isAppName(host, basename(real)) || isBesideAppFiles(host, dirname(real));
}

function inMacApp(path: string): boolean {
  return /(?:^|\/)[^/]*opencode[^/]*\.app(?:\/|$)/i.test(path);
}

function isAppName({ platform }: LocateHost, name: string): boolean {
  const names = /^(?:opencode-desktop|@?opencode-ai-?desktop|ai\.opencode\.desktop)\b/i;
  if (names.test(name) || /^opencode.*\.appimage$/i.test(name)) return true;
  return platform === 'linux' && /^OpenCode\b/.test(name);
}

/** Electron's own files, or what the earlier app kept its command line program in. */
function isBesideAppFiles(host: LocateHost, folder: string): boolean {
  const names = host.list(folder).map((name) => name.toLowerCase());
  if (names.includes('chrome_100_percent.pak')) return true;
  return host.platform === 'win32' && names.includes('opencode-cli.exe');
}
