import { stat } from 'node:fs/promises';
import { endOnSignal } from './command.ts';
import { buildVsix, vsixFile } from './vsix.ts';

endOnSignal();
await buildVsix();
const { size } = await stat(vsixFile);
console.log(`${vsixFile} (${(size / 1024).toFixed(0)} kB)`);
