import hljs from 'highlight.js/lib/core';
import type { HighlightRequest, HighlightResult } from './highlighter.ts';
import { languages } from './languages.ts';

for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

addEventListener('message', (event: MessageEvent<HighlightRequest>) => {
  const { id, language, code } = event.data;
  const known = hljs.getLanguage(language.toLowerCase()) ? language.toLowerCase() : undefined;
  const html = known ? hljs.highlight(code, { language: known, ignoreIllegals: true }).value : '';
  const result: HighlightResult = { id, html };
  postMessage(result);
});
