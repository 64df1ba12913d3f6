import type { Page, Route } from 'playwright-core';

/** What gives each webview a renderer of its own, as on the desktop and on vscode.dev. */
export const ownRendererFlags = [
  '--site-per-process',
  '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
];

/**
 * The server at hand serves webviews from the workbench's own origin, where both share one thread:
 * the page is rewritten so that they get origins of their own.
 */
export async function giveOwnRenderers(page: Page, url: string): Promise<void> {
  await page.route(
    ({ origin, pathname }) => origin === new URL(url).origin && pathname === '/',
    (route) => rewrite(route, new URL(url).port),
  );
}

async function rewrite(route: Route, port: string): Promise<void> {
  const response = await route.fetch();
  const html = await response.text();
  const { 'content-security-policy': _policy, ...headers } = response.headers();
  await route.fulfill({ response, headers, body: withOwnOrigins(html, port) });
}

function withOwnOrigins(html: string, port: string): string {
  const endpoint = /&quot;webviewEndpoint&quot;:&quot;([^&]*)&quot;,?/.exec(html);
  if (!endpoint?.[1]) throw new Error('The page names no place of webviews.');
  const template = `http://{{uuid}}.localhost:${port}/${endpoint[1]}/`;
  const setting = `&quot;webviewContentExternalBaseUrlTemplate&quot;:&quot;${template}&quot;,`;
  return html
    .replace(endpoint[0], '')
    .replace('&quot;productConfiguration&quot;:{', (start) => start + setting);
}
