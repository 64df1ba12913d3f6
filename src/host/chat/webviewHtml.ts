export interface WebviewHtmlOptions {
  readonly cspSource: string;
  readonly nonce: string;
  readonly scriptUri: string;
  /** A script that the page adds when there is code to colour. */
  readonly highlightUri: string;
  readonly styleUri: string;
  readonly language: string;
}

/** Nothing may be fetched and nothing runs but our own script: model text cannot reach out. */
export function webviewHtml(options: WebviewHtmlOptions): string {
  const { cspSource, nonce, scriptUri, highlightUri, styleUri, language } = options;
  const policy = [
    "default-src 'none'",
    "connect-src 'none'",
    `img-src ${cspSource} data:`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    'worker-src blob:',
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${styleUri}" />
    <title>OpenCode</title>
  </head>
  <body data-vscode-context='{"preventDefaultContextMenuItems": true}'>
    <div id="root"></div>
    <script nonce="${nonce}" src="${scriptUri}" data-highlight="${highlightUri}"></script>
  </body>
</html>
`;
}
