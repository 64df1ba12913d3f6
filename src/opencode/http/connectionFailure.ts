/** Why no connection came about, by the code of the error that says so. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'there is no host of this name'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now'],
  ['EHOSTUNREACH', 'there is no way to this host'],
  ['ENETUNREACH', 'there is no way to this network'],
  ['ETIMEDOUT', 'nobody answered in time'],
  ['UND_ERR_CONNECT_TIMEOUT', 'nobody answered in time'],
  ['UND_ERR_HEADERS_TIMEOUT', 'nobody answered in time'],
  ['UND_ERR_BODY_TIMEOUT', 'the answer did not end in time'],
  ['ECONNRESET', 'the connection was closed'],
  ['UND_ERR_SOCKET', 'the connection was closed'],
  ['EPROTO', 'it does not speak TLS as it should'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'it does not speak TLS'],
]);

/** What is wrong with a certificate, by the code of the error that says so. */
const distrusts: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its authority is not trusted on this machine'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its authority is not trusted on this machine'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'its authority is not known on this machine'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its authority is not known on this machine'],
  ['CERT_UNTRUSTED', 'its authority is not trusted on this machine'],
  ['INVALID_CA', 'its authority may not sign certificates'],
  ['INVALID_PURPOSE', 'it is not made for servers'],
  ['CERT_HAS_EXPIRED', 'it has expired'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet'],
  ['CERT_REVOKED', 'it was revoked'],
  ['CERT_REJECTED', 'it was rejected'],
  ['CERT_SIGNATURE_FAILURE', 'its signature is wrong'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is made for another name'],
  ['HOSTNAME_MISMATCH', 'it is made for another name'],
]);

/** Why a request got no answer, in the middle of a sentence. */
export function connectionFailure(error: unknown): string {
  const known = codesOf(error).map((code) => reasons.get(code));
  const said = error instanceof Error ? error.message : String(error);
  return known.find((reason) => reason !== undefined) ?? (said || 'for an unknown reason');
}

/** What is wrong with the certificate of the server; undefined when it is something else. */
export function distrustOf(error: unknown): string | undefined {
  const known = codesOf(error).map((code) => distrusts.get(code));
  return known.find((reason) => reason !== undefined);
}

/** Those of the attempts too, where a host has several addresses. */
function codesOf(error: unknown): readonly string[] {
  const own = error instanceof Error && 'code' in error ? [String(error.code)] : [];
  const attempts = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...own, ...attempts];
}
