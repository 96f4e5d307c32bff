import { ProblemError } from '@plantops/shared/problem.ts';
import { describe, expect, it } from 'vitest';
import { allowedWebhook, maskedWebhook, secretsOfAddress } from './webhook-address.ts';

const HOSTS = {
  own: ['discord.com', 'ptb.discord.com', 'canary.discord.com', 'discordapp.com', 'ptb.discordapp.com'],
  named: ['hooks.example.org', 'relay.local:9000', '10.0.0.7', '::1'],
};
const POINTER = '/channels/discord/webhook';

describe('the address of a webhook', () => {
  it.each([
    'https://discord.com/api/webhooks/1/canary',
    'https://DISCORD.com/api/webhooks/1/canary',
    'https://discord.com:443/api/webhooks/1/canary',
    'https://canary.discord.com/x',
    'https://ptb.discordapp.com/x',
    'https://discordapp.com/x',
    'https://hooks.example.org/x',
    'http://hooks.example.org/x',
    'http://hooks.example.org:8080/x',
    'http://relay.local:9000/x',
    'http://10.0.0.7/x',
    'http://167772167/x',
    'http://[::1]:3000/x',
    'smtps://10.0.0.7:465',
    'smtp://discord.com:587',
  ])('may be %s', (address) => {
    expect(allowedWebhook(address, HOSTS, POINTER).href).toBe(new URL(address).href);
  });

  it.each([
    'http://discord.com/canary',
    'https://discord.com:8443/canary',
    'https://discord.com./canary',
    'https://discord.com.evil.example/canary',
    'https://evil.example/discord.com/canary',
    'https://xdiscord.com/canary',
    'https://cdn.discord.com/canary',
    'https://discord.com@evil.example/canary',
    'https://owner:canary@discord.com/x',
    'https://canary@hooks.example.org/x',
    'https://evil.example#@discord.com/canary',
    'https://evil.example\\@discord.com/canary',
    'http://127.0.0.1/canary',
    'http://localhost:8080/canary',
    'http://[::ffff:127.0.0.1]/canary',
    'http://0/canary',
    'http://0x7f.1/canary',
    'http://2130706433/canary',
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/canary',
    'http://[::]/canary',
    'http://relay.local/canary',
    'http://relay.local:9001/canary',
    'http://sub.hooks.example.org/canary',
    'http://10.0.0.70/canary',
    'http://metadata.google.internal/canary',
    'smtp://mail.evil.example:25/canary',
    'ftp://hooks.example.org/canary',
    'file:///etc/passwd',
    'gopher://discord.com/canary',
    'javascript:alert(1)',
    'discord.com/api/webhooks/1/canary',
    '//discord.com/canary',
    '',
  ])('may not be %s, and what is said does not repeat it', (address) => {
    const attempt = (): URL => allowedWebhook(address, HOSTS, POINTER);
    expect(attempt).toThrow(ProblemError);
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'webhook_not_allowed',
        fields: [expect.objectContaining({ pointer: POINTER })],
        message: expect.not.stringMatching(/canary(?!\.discord)/),
      }),
    );
  });

  it('says which hosts are allowed', () => {
    expect(() => allowedWebhook('https://evil.example/x', HOSTS, POINTER)).toThrow(
      /on discord\.com, .*10\.0\.0\.7, ::1, not on evil\.example: the variable WEBHOOK_ALLOWED_HOSTS allows more/,
    );
  });

  it('says what to do where no host is allowed', () => {
    expect(() => allowedWebhook('https://hooks.example.org/canary', { own: [], named: [] }, POINTER)).toThrow(
      'The address must be on a host that the variable WEBHOOK_ALLOWED_HOSTS names, and it names none: add hooks.example.org to it and start PlantOps again',
    );
  });

  it.each([
    ['https://discord.com/api/webhooks/123456/abcdefgh', 'discord.com/…efgh'],
    ['http://10.0.0.7:9000/api/webhooks/1/secret-token?wait=true', '10.0.0.7:9000/…oken'],
    ['https://hooks.example.org/short', 'hooks.example.org/…'],
    ['https://hooks.example.org', 'hooks.example.org'],
    ['smtps://smtp.example.org:465', 'smtp.example.org:465'],
  ])('%s is shown as %s', (address, shown) => {
    expect(maskedWebhook(new URL(address))).toBe(shown);
  });
});

it('of an address its path is secret, as a whole and in its parts that may be keys', () => {
  expect(secretsOfAddress('https://hooks.example.org/services/T0/long-secret?x=1')).toEqual([
    'https://hooks.example.org/services/T0/long-secret?x=1',
    '/services/T0/long-secret?x=1',
    '/services/T0/long-secret',
    'services',
    'long-secret',
  ]);
  expect(secretsOfAddress('https://gotify.example.org')).toEqual([]);
});
