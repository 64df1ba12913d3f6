import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const themes = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hcDark: 'vscode-high-contrast',
  hcLight: 'vscode-high-contrast vscode-high-contrast-light',
} as const;
export type Theme = keyof typeof themes;

const nonce = 'panel';
const policy = [
  "default-src 'none'",
  "img-src 'self' data:",
  "style-src 'self'",
  "font-src 'self'",
  `script-src 'nonce-${nonce}'`,
  'worker-src blob:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');

const assets: Readonly<Record<string, URL>> = {
  '/webview.js': new URL('../../dist/webview.js', import.meta.url),
  '/highlight.js': new URL('../../dist/highlight.js', import.meta.url),
  '/webview.css': new URL('../../dist/webview.css', import.meta.url),
  '/base.css': new URL('themes/base.css', import.meta.url),
  ...Object.fromEntries(
    Object.keys(themes).map((name) => [
      `/${name}.css`,
      new URL(`themes/${name}.css`, import.meta.url),
    ]),
  ),
};

/** Serves the panel as the host's HTML does: same markup, same content security policy. */
export class PanelServer {
  readonly #server: Server = createServer((request, response) => {
    void answer(request.url ?? '/', response);
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  url(theme: Theme): string {
    return `http://127.0.0.1:${portOf(this.#server.address())}/?${theme}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address) return address.port;
  throw new Error('The server does not listen.');
}

async function answer(target: string, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(target, 'http://127.0.0.1');
  const asset = assets[pathname];
  if (asset) {
    response.setHeader('content-type', pathname.endsWith('.js') ? 'text/javascript' : 'text/css');
    response.end(await readFile(asset));
    return;
  }
  response.statusCode = pathname === '/' ? 200 : 404;
  response.setHeader('content-type', 'text/html');
  response.setHeader('content-security-policy', policy);
  response.end(pathname === '/' ? html(search.slice(1)) : '');
}

function html(name: string): string {
  const theme = Object.entries(themes).find(([known]) => known === name) ?? ['dark', themes.dark];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>OpenCode Sessions</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/base.css">
<link rel="stylesheet" href="/${theme[0]}.css">
<link rel="stylesheet" href="/webview.css">
</head>
<body class="${theme[1]}" data-vscode-context='{"preventDefaultContextMenuItems":true}'>
<div id="root"></div>
<script nonce="${nonce}" src="/webview.js" data-highlight="/highlight.js"></script>
</body>
</html>`;
}
