import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { installVscode } from '../test/support/vscode/install.ts';
import { startVscode, type RunningVscode } from '../test/support/vscode/server.ts';
import { newestVscode } from '../test/support/vscode/versions.ts';
import { endOnSignal, projectRoot, untilSignal } from './command.ts';
import { ownEnvironment } from './demo/ownEnvironment.ts';
import { takeTour } from './demo/takeTour.ts';
import { buildVsix, vsixFile } from './vsix.ts';

// Usage: npm run demo [-- --tour [--pictures]] [-- --own-config]

const { values } = parseArgs({
  options: {
    tour: { type: 'boolean', default: false },
    /** Also renews the README's pictures. */
    pictures: { type: 'boolean', default: false },
    'own-config': { type: 'boolean', default: false },
  },
});
const outDir = join(projectRoot, 'out', 'demo');

const keepOrder = endOnSignal();
console.log('Building the extension…');
await buildVsix();
await installVscode(newestVscode, console.log);
const sandbox = await createSandbox(outDir);
const own = values['own-config'] ? ownEnvironment() : sandbox;
const vscode = await startVscode({
  version: newestVscode,
  dataDir: sandbox.vscodeData,
  extensionVsix: vsixFile,
  settings: own.settings,
  env: own.env,
});
try {
  if (values.tour || !isWatched()) await tour(vscode, sandbox);
  else await stay(vscode, sandbox);
} finally {
  await vscode.stop();
  await sandbox.dispose();
}

async function tour(vscode: RunningVscode, sandbox: Sandbox): Promise<void> {
  const { steps } = await takeTour({
    vscode,
    sandbox,
    outDir,
    picturesDir: values.pictures ? join(projectRoot, 'docs', 'images') : undefined,
  });
  const failed = steps.filter((step) => !step.ok).length;
  console.log(`tour: ${steps.length - failed} of ${steps.length} steps worked, see ${outDir}`);
  process.exitCode = failed > 0 ? 1 : 0;
}

async function stay({ url }: RunningVscode, { workspace }: Sandbox): Promise<void> {
  const address = `${url}/?folder=${encodeURIComponent(workspace)}`;
  console.log(`
VS Code ${newestVscode} with OpenCode Sessions runs at

    ${address}

Open it in a browser, press the OpenCode icon on the left and ask for something:
"Improve the greet function", "Run a command", "Delegate this", "Ask me something".
Press Ctrl+C here to stop everything.
`);
  keepOrder.release();
  await untilSignal();
  console.log('Stopping…');
}

/** Somebody sits here and can open a browser. */
function isWatched(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasDisplay = process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
  return process.stdout.isTTY && hasDisplay;
}
