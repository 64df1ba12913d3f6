import { AppError } from '../../base/errors.ts';
import { redact } from '../../base/log.ts';
import type { ProgramEnd } from '../process/runProgram.ts';

const lastLines = 20;

/** Whether the registry lacks the package, or it is for another machine: another may do. */
export function isWrongPackage({ stdout, stderr }: ProgramEnd): boolean {
  const codes =
    /\b(?:EBADPLATFORM|ETARGET|E404|NO_MATCHING_VERSION|UNSUPPORTED_PLATFORM|FETCH_404)\b/;
  const sentences = /No version matching|\b404\b/;
  return codes.test(stdout + stderr) || sentences.test(stdout + stderr);
}

/** What a package manager said when it failed, as far as a person can do something about it. */
export function installFailure(
  { manager, version }: { readonly manager: string; readonly version: string },
  end: ProgramEnd,
): AppError {
  const said = `${end.stdout}\n${end.stderr}`.trim();
  const lines = said.split('\n').map((line) => redact(line.trimEnd()));
  const detail = [...lines.slice(-lastLines), `${manager}: ${end.how}`].join('\n').trim();
  const reason = reasons.find(({ pattern }) => pattern.test(said))?.sentence;
  const fallback = end.kind === 'timeout' ? 'It took too long.' : `${manager} reported an error.`;
  const message = `OpenCode ${version} could not be installed. ${reason ?? fallback}`;
  return new AppError('install-failed', message, { detail });
}

/** A failure of our own work with files. */
export function fileFailure(error: unknown, version: string): AppError {
  const said = error instanceof Error ? error.message : String(error);
  const reason = reasons.find(({ pattern }) => pattern.test(said))?.sentence;
  const message = `OpenCode ${version} could not be installed. ${reason ?? 'A file could not be written.'}`;
  return new AppError('install-failed', message, { cause: error, detail: said });
}

const reasons = [
  { pattern: /ENOSPC|EDQUOT|no space left/i, sentence: 'There is not enough space on the disk.' },
  {
    pattern: /EROFS|EACCES|EPERM|permission denied/i,
    sentence: 'The folder of this extension cannot be written to.',
  },
  {
    pattern: /E40[13]\b|unauthori[sz]ed/i,
    sentence: 'The package registry asks for a login.',
  },
  {
    pattern: /CERT_|_CERT|self.signed|unable to (?:verify|get) .*certificate/i,
    sentence: 'The certificate of the package registry is not trusted.',
  },
  {
    pattern:
      /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ERR_SOCKET|ConnectionRefused|network|socket hang up/i,
    sentence: 'The package registry could not be reached. A proxy may be needed.',
  },
] as const;
