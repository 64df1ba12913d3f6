import type { Environment } from '../../opencode/server/serverEnvironment.ts';
import { proxyVariable, spellings, withVariables } from './variables.ts';

/** What VS Code's own `http.*` settings say, as the person set them. */
export interface ProxySettings {
  /** `http.proxySupport` is `off`. */
  readonly isOff: boolean;
  /** May hold a user and a password. Empty when there is none. */
  readonly url: string;
  /** Hosts that are reached without it. */
  readonly exceptions: readonly string[];
  /** The value of a `Proxy-Authorization` header. */
  readonly authorization: string | undefined;
  readonly checksCertificate: boolean;
  readonly usesSystemCertificates: boolean;
}

export interface AddedVariables {
  readonly env: Environment;
  /** What could not be carried over. For the log; without secrets. */
  readonly notes: readonly string[];
}

/**
 * The environment with VS Code's proxy and certificates. As for VS Code's own requests, a setting
 * wins over the environment, and the environment counts where there is no setting.
 */
export function withProxy(
  env: Environment,
  settings: ProxySettings,
  platform: NodeJS.Platform,
): AddedVariables {
  const proxy = settings.isOff || settings.url === '' ? undefined : proxyOf(settings);
  const exceptions = settings.isOff ? '' : settings.exceptions.join(',');
  const variables = {
    ...(proxy?.url === undefined ? {} : inBothCases(['HTTP_PROXY', 'HTTPS_PROXY'], proxy.url)),
    ...(exceptions === '' ? {} : inBothCases(['NO_PROXY'], exceptions)),
    ...systemCertificates(env, settings),
  };
  return { env: withVariables(env, variables, platform), notes: proxy?.notes ?? [] };

  function inBothCases(names: readonly string[], value: string): Environment {
    const all = names.flatMap((name) => spellings(name, platform));
    return Object.fromEntries(all.map((name) => [name, value]));
  }
}

/** OpenCode itself writes the address as `[::1]`; most other programs do not. */
const loopback = ['127.0.0.1', 'localhost', '::1', '[::1]'];

/** What runs on this machine is never asked for through a proxy: VS Code does not either. */
export function withDirectLoopback(env: Environment, platform: NodeJS.Platform): Environment {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
  if (names.every((name) => proxyVariable(env, name, platform) === undefined)) return env;
  const exceptions = (proxyVariable(env, 'NO_PROXY', platform) ?? '').split(',');
  const named = exceptions.map((host) => host.trim()).filter((host) => host !== '');
  if (named.includes('*')) return env;
  const value = [...new Set([...named, ...loopback])].join(',');
  const all = spellings('NO_PROXY', platform).map((name) => [name, value]);
  return withVariables(env, Object.fromEntries(all), platform);
}

interface Proxy {
  readonly url?: string;
  readonly notes: readonly string[];
}

function proxyOf(settings: ProxySettings): Proxy {
  const scheme = /^(?<scheme>[a-z][a-z\d]*):\/\/./i.exec(settings.url)?.groups?.['scheme'];
  const protocol = scheme?.toLowerCase() ?? '';
  if (protocol !== 'http' && protocol !== 'https') return { notes: [unusable(protocol)] };
  const { url, notes } = withCredentials(settings);
  const isUnchecked = protocol === 'https' && !settings.checksCertificate;
  return { url, notes: isUnchecked ? [...notes, stillChecked] : notes };
}

/** A user in the address wins: it was written for this proxy. */
function withCredentials({ url, authorization }: ProxySettings): {
  readonly url: string;
  readonly notes: readonly string[];
} {
  if (authorization === undefined || /:\/\/[^/]*@/.test(url)) return { url, notes: [] };
  const basic = /^Basic\s+(?<code>[\w+/=-]+)$/i.exec(authorization.trim())?.groups?.['code'];
  const decoded = basic === undefined ? '' : Buffer.from(basic, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 1) return { url, notes: [otherAuthorization] };
  const user = encodeURIComponent(decoded.slice(0, colon));
  const password = encodeURIComponent(decoded.slice(colon + 1));
  // By hand: a URL object would drop a port that it takes for granted and other programs do not.
  return { url: url.replace('://', () => `://${user}:${password}@`), notes: [] };
}

/** Whoever has said something about it in the environment has said it about such programs. */
function systemCertificates(env: Environment, settings: ProxySettings): Environment {
  const isDecided = !settings.usesSystemCertificates || env['NODE_USE_SYSTEM_CA'] !== undefined;
  return isDecided ? {} : { NODE_USE_SYSTEM_CA: '1' };
}

function unusable(protocol: string): string {
  const kind = protocol.startsWith('socks') ? 'a SOCKS proxy' : 'no address of an HTTP proxy';
  return `VS Code's http.proxy is ${kind}; OpenCode can use HTTP proxies only and goes without it.`;
}

/** OpenCode knows only a switch that would stop checking every certificate, the model provider's too. */
const stillChecked =
  "VS Code's http.proxyStrictSSL is off, but OpenCode goes on checking the proxy's certificate. Name the certificate in NODE_EXTRA_CA_CERTS.";

const otherAuthorization =
  "VS Code's http.proxyAuthorization is not of the Basic kind, and OpenCode can send no other.";
