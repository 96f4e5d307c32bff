/** By which a push service knows that messages come from the server that a browser subscribed to. Source: RFC 8292. */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { z } from 'zod';

const jwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
/** Keys as a JSON web key, with the private part. */
export type VapidKeys = z.infer<typeof jwkSchema>;

/** Services refuse tokens of more than a day. */
const VALID_S = 12 * 3600;
/** Whom a service could write to; it must be an address, and nobody reads it. */
const SUBJECT = 'mailto:owner@plantops.example';

export const makeVapidKeys = (): VapidKeys =>
  jwkSchema.parse(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ format: 'jwk' }));

/** @returns undefined for what holds no keys */
export function readVapidKeys(text: string): VapidKeys | undefined {
  try {
    return jwkSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** As browsers and services want it: the point of the curve, uncompressed, as base64url. */
export const publicKeyOf = ({ x, y }: VapidKeys): string =>
  Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64url');

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The header `Authorization` of a request to this address of a push service. */
export function vapidAuthorization(endpoint: string, keys: VapidKeys, now: Date): string {
  const claims = {
    aud: new URL(endpoint).origin,
    exp: Math.floor(now.getTime() / 1000) + VALID_S,
    sub: SUBJECT,
  };
  const signed = `${encoded({ typ: 'JWT', alg: 'ES256' })}.${encoded(claims)}`;
  const key = createPrivateKey({ key: keys, format: 'jwk' });
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return `vapid t=${signed}.${signature}, k=${publicKeyOf(keys)}`;
}
