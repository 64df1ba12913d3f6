import type { Environment } from './serverEnvironment.ts';

const secretName = /key|token|secret|passw|credential/i;
/** Less would stand in words that tell nothing. */
const shortest = 4;

/** What of an environment must not be seen in what a program prints: the names say which, or the value. */
export function secretsIn(env: Environment): readonly string[] {
  const found = Object.entries(env).flatMap(([name, value = '']) => [
    ...(secretName.test(name) ? [value, ...value.split('\n')] : []),
    ...secretsOfUrl(value),
  ]);
  const secrets = [...new Set(found)].filter((secret) => secret.trim().length >= shortest);
  // One that holds another goes first, or its rest would be left.
  return secrets.toSorted((a, b) => b.length - a.length);
}

/** The password of an address such as a proxy's, as it is written, as it is meant, and as a header. */
function secretsOfUrl(value: string): readonly string[] {
  const credentials = /^[a-z][a-z\d+.-]*:\/\/(?<user>[^/:@]*):(?<password>[^/]+)@/i.exec(value);
  const { user, password } = credentials?.groups ?? {};
  if (user === undefined || password === undefined) return [];
  const plain = `${decoded(user)}:${decoded(password)}`;
  return [password, decoded(password), Buffer.from(plain).toString('base64')];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A bare percent sign stands for itself.
    return text;
  }
}
