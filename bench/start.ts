import type { Figures } from './figure.ts';
import { measureActivation } from './start/activation.ts';
import { measureServer } from './start/server.ts';
import { measureWindow } from './start/window.ts';

/** From a click on the icon to the first words, in a real VS Code with a real OpenCode. */
export async function measureStart(): Promise<Figures> {
  const server = await measureServer();
  const activation = await measureActivation();
  const window = await measureWindow();
  return { ...activation, ...server, ...window };
}
