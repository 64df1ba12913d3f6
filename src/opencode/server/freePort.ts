import { once } from 'node:events';
import { createServer } from 'node:net';
import { AppError } from '../../base/errors.ts';

/** OpenCode's own default, which a terminal session of the person may expect to get. */
const reservedPort = 4096;

export async function freePort(): Promise<number> {
  const port = await tryListen(0);
  if (port === undefined) throw new AppError('unexpected', 'No free port could be found.');
  return port === reservedPort ? freePort() : port;
}

export async function isPortTaken(port: number): Promise<boolean> {
  return (await tryListen(port)) === undefined;
}

async function tryListen(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' ? address?.port : undefined;
  } catch {
    // Somebody else has it.
    return undefined;
  } finally {
    server.close();
  }
}
