import { AppError } from '../base/errors.ts';
import type { HttpClient } from './httpClient.ts';
import { healthSchema, newHealthSchema } from './wire.ts';

/** The oldest OpenCode that passes the live suite. */
export const minimumVersion = '1.17.0';

/** The version of a server that this layer can work with. @throws AppError when it cannot */
export async function checkHealth(http: HttpClient, signal: AbortSignal): Promise<string> {
  const version = await readVersion(http, signal);
  const major = Number.parseInt(version, 10);
  if (major >= 2) throw tooNew(version);
  if (!Number.isNaN(major) && compareVersions(version, minimumVersion) < 0) {
    const message = `OpenCode ${version} is too old; ${minimumVersion} or newer is needed.`;
    throw new AppError('server-too-old', message);
  }
  return version;
}

/** Compares the numbers of two versions; what follows a hyphen is left out. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  const index = [0, 1, 2].find((at) => left[at] !== right[at]);
  return index === undefined ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

async function readVersion(http: HttpClient, signal: AbortSignal): Promise<string> {
  try {
    return (await http.get('/global/health', healthSchema, { signal })).version;
  } catch (error) {
    if (isForeign(error) && (await isNewGeneration(http, signal))) throw tooNew('2.x');
    if (!isForeign(error)) throw error;
    throw new AppError(
      'server-too-old',
      'This OpenCode does not tell its version; it is too old.',
      {
        cause: error,
      },
    );
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

function tooNew(version: string): AppError {
  return new AppError('server-too-new', `OpenCode ${version} is not supported yet; 1.x is.`);
}

function numbers(version: string): readonly number[] {
  const [core = ''] = version.replace(/^v/, '').split('-');
  return core.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
