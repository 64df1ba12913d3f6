import { bundle } from './scripts/bundles.ts';

// Usage: node esbuild.mjs [host] [webview] [--production] [--watch]
await bundle(process.argv.slice(2));
