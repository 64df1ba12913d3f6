import * as z from 'zod';
import { AppError } from '../../base/errors.ts';

/** What OpenCode answers on every route of a folder whose configuration it cannot use. */
const failureSchema = z.looseObject({
  name: z.string().regex(/^Config\w*Error$/),
  data: z.looseObject({
    path: z.string(),
    message: z.string().optional().catch(undefined),
    issues: z
      .array(z.looseObject({ path: z.array(z.unknown()), message: z.string() }))
      .optional()
      .catch(undefined),
  }),
});

type FailureData = z.infer<typeof failureSchema>['data'];

/** Undefined when the body speaks of something else. */
export function configFailure(body: unknown): AppError | undefined {
  const data = failureSchema.safeParse(body).data?.data;
  if (!data) return undefined;
  const reasons = reasonsOf(data);
  const why = reasons[0] === undefined ? '' : `: ${reasons[0].replace(/\.$/, '')}`;
  const message = `OpenCode cannot use the configuration in ${data.path}${why}.`;
  return new AppError('bad-configuration', message, { detail: reasons.join('\n') });
}

function reasonsOf({ message = '', issues = [] }: FailureData): readonly string[] {
  const said = issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
  return [...said, ...linesOf(message)];
}

/** A syntax error comes with the whole file, whose keys and passwords are not for the eye. */
function linesOf(message: string): readonly string[] {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const isDump = lines[0]?.includes('JSONC Input') === true;
  return isDump ? lines.filter((line) => /^\w+ at line \d+, column \d+$/.test(line)) : lines;
}
