import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { ChatPort } from './chatContext.ts';
import { webviewHtml } from './webviewHtml.ts';

/** Loads our page into a webview and speaks to it. */
export function chatWebview(webview: vscode.Webview, extensionUri: vscode.Uri): ChatPort {
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const uriOf = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  return {
    load: () => {
      webview.html = webviewHtml({
        cspSource: webview.cspSource,
        nonce: randomBytes(16).toString('base64url'),
        scriptUri: uriOf('webview.js'),
        highlightUri: uriOf('highlight.js'),
        styleUri: uriOf('webview.css'),
        language: vscode.env.language,
      });
    },
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is not a window's.
    post: (message) => webview.postMessage(message),
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}
