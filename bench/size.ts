import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { listFiles } from '@vscode/vsce';
import { exact, type Figures } from './figure.ts';

const bytes = (file: string): number => statSync(file).size;
const gzipped = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length;

/** What is shipped, from the packaged VSIX and its bundles. */
export async function measureSize(): Promise<Figures> {
  execFileSync(process.execPath, ['scripts/package.ts'], { stdio: 'ignore' });
  const files = readdirSync('dist').map((file) => `dist/${file}`);
  const host = files.filter((file) => file.endsWith('.cjs'));
  const webview = files.filter((file) => /webview\.(js|css)$/.test(file));
  const sum = (of: readonly string[], measure: (file: string) => number) =>
    of.reduce((total, file) => total + measure(file), 0);
  const shipped = await listFiles({ packagedDependencies: [] });
  return {
    'size.host_min_kb': exact(sum(host, bytes) / 1024, 'KiB'),
    'size.activation_min_kb': exact(bytes('dist/extension.cjs') / 1024, 'KiB'),
    'size.webview_min_kb': exact(sum(webview, bytes) / 1024, 'KiB'),
    'size.webview_gz_kb': exact(sum(webview, gzipped) / 1024, 'KiB'),
    'size.webview_files': exact(webview.length, 'files'),
    'size.vsix_mb': exact(bytes('out/opencode-sessions.vsix') / 1024 / 1024, 'MiB'),
    'size.vsix_files': exact(shipped.length, 'files'),
  };
}
