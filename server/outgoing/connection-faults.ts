/** What keeps a connection from being made. Pure. */

/** The kinds of faults. A certificate may be out of date, of another name, or vouched for by nobody. */
export const CONNECTION_FAULTS = [
  'dns',
  'refused',
  'no_route',
  'timeout',
  'no_tls',
  'certificate_expired',
  'certificate_early',
  'certificate_unknown',
  'certificate_name',
  'broken',
] as const;
export type ConnectionFault = (typeof CONNECTION_FAULTS)[number];

const CODES: Readonly<Record<string, ConnectionFault>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EDNS: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'no_route',
  ENETUNREACH: 'no_route',
  EHOSTDOWN: 'no_route',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  // Of OpenSSL, where the other side does not speak TLS at all.
  EPROTO: 'no_tls',
  // Of the mail library, where a server offers no STARTTLS.
  ETLS: 'no_tls',
  CERT_HAS_EXPIRED: 'certificate_expired',
  CERT_NOT_YET_VALID: 'certificate_early',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate_unknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate_unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate_unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate_unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate_unknown',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_name',
};

/** Others of OpenSSL begin so, such as `CERT_REVOKED` and `ERR_SSL_WRONG_VERSION_NUMBER`. */
const faultOf = (code: string): ConnectionFault | undefined => {
  if (Object.hasOwn(CODES, code)) return CODES[code];
  if (code.startsWith('CERT_')) return 'certificate_unknown';
  return /^ERR_(?:SSL|TLS)_/.test(code) ? 'no_tls' : undefined;
};

/** `originalCode`: what the mail library had before it put a code of its own. */
type CodedError = Error & { code?: unknown; originalCode?: unknown; errors?: unknown };

/** The codes in an error, its causes, and those that it gathers, the outermost first. */
function codesIn(failure: unknown, depth = 0): string[] {
  if (!(failure instanceof Error) || depth > 4) return [];
  const { code, originalCode, cause, errors } = failure as CodedError;
  return [
    ...[code, originalCode].filter((each) => typeof each === 'string'),
    ...codesIn(cause, depth + 1),
    ...(Array.isArray(errors) ? errors.flatMap((each) => codesIn(each, depth + 1)) : []),
  ];
}

/** @returns what the error says; the innermost code counts, since libraries wrap the system's errors in their own */
export function connectionFault(failure: unknown): ConnectionFault {
  for (const code of codesIn(failure).toReversed()) {
    const fault = faultOf(code);
    if (fault) return fault;
  }
  return 'broken';
}
