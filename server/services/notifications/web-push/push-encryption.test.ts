import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encryptedFor } from './push-encryption.ts';
import { makeVapidKeys, publicKeyOf, readVapidKeys, vapidAuthorization } from './vapid.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

it('a message is encrypted as in the example of RFC 8291, appendix A', () => {
  const browser = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const chance = {
    privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
    salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
  };
  expect(encryptedFor(browser, 'When I grow up, I want to be a watermelon', chance).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

describe('what a push service is told of the sender', () => {
  const keys = makeVapidKeys();
  const now = new Date('2026-01-07T12:00:00Z');

  it('is a token for that service alone, of half a day, signed with the key that the browser knows', () => {
    const header = vapidAuthorization('https://push.example/send/secret', keys, now);
    const [, head = '', claims = '', signature = '', key] =
      /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(header) ?? [];
    expect(JSON.parse(bytes(claims).toString())).toEqual({
      aud: 'https://push.example',
      exp: now.getTime() / 1000 + 43_200,
      sub: expect.stringMatching(/^mailto:/),
    });
    expect(JSON.parse(bytes(head).toString())).toEqual({ typ: 'JWT', alg: 'ES256' });
    expect(key).toBe(publicKeyOf(keys));
    expect(bytes(key ?? '')).toHaveLength(65);
    const { x, y } = keys;
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    const options = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), options, bytes(signature))).toBe(true);
  });

  it('is made with keys that can be stored, and nothing else counts as keys', () => {
    expect(readVapidKeys(JSON.stringify(keys))).toEqual(keys);
    for (const text of ['', '{}', 'null', '{"kty":"RSA"}']) expect(readVapidKeys(text)).toBeUndefined();
  });
});
