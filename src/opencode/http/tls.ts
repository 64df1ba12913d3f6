import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { Logger } from '../../base/log.ts';

/**
 * Believes the authorities that Node knows, those of NODE_EXTRA_CA_CERTS, and those of the system,
 * where a company puts its own. Undefined leaves it to Node.
 */
export function trustedAuthorities(log: Logger): SecureContext | undefined {
  try {
    const all = [...getCACertificates('default'), ...getCACertificates('system')];
    return createSecureContext({ ca: [...new Set(all)] });
  } catch (error) {
    log.warn(`The certificates of the system could not be read: ${String(error)}`);
    return undefined;
  }
}
