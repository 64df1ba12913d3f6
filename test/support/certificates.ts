import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateWishes {
  /** As in a certificate: `IP:127.0.0.1`. */
  readonly name?: string;
  /** Below zero for one that has expired. */
  readonly days?: number;
}

const keyOptions = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const thisMachine = 'IP:127.0.0.1,DNS:localhost';

/** Makes certificates that only a test believes; all keys are new. Needs openssl. */
export class TestAuthority {
  /** The file of its own certificate. */
  readonly file: string;
  readonly #base: string;
  #count = 0;

  constructor(directory: string, name = 'authority') {
    this.#base = join(directory, name);
    this.file = `${this.#base}.pem`;
    const own = ['-subj', `/CN=A test ${name}`, '-days', '2'];
    openssl(
      'req',
      '-x509',
      ...keyOptions,
      '-keyout',
      `${this.#base}.key`,
      '-out',
      this.file,
      ...own,
    );
  }

  /** For a server of this machine, unless something else is wished for. */
  issue({ name = thisMachine, days = 2 }: CertificateWishes = {}): Certificate {
    const leaf = `${this.#base}-${(this.#count += 1)}`;
    const [key, request, cert, extensions] = [
      `${leaf}.key`,
      `${leaf}.csr`,
      `${leaf}.pem`,
      `${leaf}.ext`,
    ];
    writeFileSync(extensions, `subjectAltName=${name}\n`);
    openssl('req', ...keyOptions, '-keyout', key, '-out', request, '-subj', '/CN=A test server');
    const signer = ['-CA', this.file, '-CAkey', `${this.#base}.key`, '-CAcreateserial'];
    openssl(
      'x509',
      '-req',
      '-in',
      request,
      ...signer,
      '-days',
      String(days),
      '-extfile',
      extensions,
      '-out',
      cert,
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  }

  /** One that signs itself and so could be anybody's. */
  selfSigned(): Certificate {
    const [key, cert] = [`${this.#base}-self.key`, `${this.#base}-self.pem`];
    const own = ['-subj', '/CN=Anybody', '-addext', `subjectAltName=${thisMachine}`, '-days', '2'];
    openssl('req', '-x509', ...keyOptions, '-keyout', key, '-out', cert, ...own);
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
