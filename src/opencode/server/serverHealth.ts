import { AppError } from '../../base/errors.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { versionProblem } from '../binary/versionRange.ts';
import { healthSchema, newHealthSchema } from '../wire/wire.ts';

/** The version of a server that this layer can work with. @throws AppError when it cannot */
export async function checkHealth(http: HttpClient, signal: AbortSignal): Promise<string> {
  const version = await readVersion(http, signal);
  const problem = versionProblem(version);
  if (problem) throw problem;
  return version;
}

async function readVersion(http: HttpClient, signal: AbortSignal): Promise<string> {
  try {
    return (await http.get('/global/health', healthSchema, { signal })).version;
  } catch (error) {
    if (!isForeign(error)) throw error;
    if (await isNewGeneration(http, signal)) throw versionProblem('2.x') ?? error;
    const message = 'This OpenCode does not tell its version; it is too old.';
    throw new AppError('server-too-old', message, { cause: error });
  }
}

function isForeign(error: unknown): boolean {
  return (['not-found', 'route-not-supported', 'bad-payload'] as const).some((code) =>
    AppError.is(error, code),
  );
}

async function isNewGeneration(http: HttpClient, signal: AbortSignal): Promise<boolean> {
  const health = await http.get('/api/health', newHealthSchema, { signal }).catch(() => undefined);
  return health !== undefined;
}
