import { describe, expect, it } from 'vitest';
import { connectionFault } from './connection-faults.ts';

const because = (code: string): Error => Object.assign(new Error('private detail'), { code });

describe('a connection that cannot be made', () => {
  it.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'refused'],
    ['EHOSTUNREACH', 'no_route'],
    ['ENETUNREACH', 'no_route'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['CERT_HAS_EXPIRED', 'certificate_expired'],
    ['CERT_REVOKED', 'certificate_unknown'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate_unknown'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate_name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no_tls'],
    ['EPROTO', 'no_tls'],
    ['ECONNRESET', 'broken'],
    ['UND_ERR_SOCKET', 'broken'],
    ['toString', 'broken'],
  ])('by %s is a fault of the kind %s', (code, fault) => {
    expect(connectionFault(because(code))).toBe(fault);
  });

  it('is known by the cause of an error, and by any of several that it gathers', () => {
    const fetchFailed = new TypeError('fetch failed', { cause: because('ENOTFOUND') });
    expect(connectionFault(fetchFailed)).toBe('dns');
    const both = new AggregateError([because('ECONNREFUSED'), because('ECONNREFUSED')]);
    expect(connectionFault(new TypeError('fetch failed', { cause: both }))).toBe('refused');
  });

  it('ends the search in errors that cause one another', () => {
    const [one, other] = [new Error('one'), new Error('other')];
    one.cause = other;
    other.cause = one;
    expect(connectionFault(one)).toBe('broken');
  });
});
