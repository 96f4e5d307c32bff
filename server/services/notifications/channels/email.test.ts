import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../testing/place.ts';
import { MAIL_LOGIN, useMailServer } from '../../../testing/mail-server.ts';
import type { SendContext, SendResult } from '../channel.ts';
import { email } from './email.ts';

const message: NoticeMessage = {
  id: 'n1',
  kind: 'breach',
  text: 'Bodenfeuchte 15,2 %, unter 20 %',
  plant: { id: 'plant_1', name: 'Färn 🌿\r\nBcc: all@example.org' },
  device: { id: 'dev_1', name: 'Window sill' },
  alert: { id: 1, metric: 'soil_moisture', value: 15.2, threshold: 20, direction: 'min' },
  createdAt: new Date('2026-03-01T12:00:00Z'),
};
const SETTINGS = { from: 'plants@example.org', to: 'you@example.org, family@example.org' };

/** The same machine, by an address that is not known for it. */
const elsewhere = (scheme: string, port: number): string => `${scheme}://[::ffff:127.0.0.1]:${port}`;

describe('an e-mail', () => {
  const mail = useMailServer();
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
  });
  const send = (settings: Record<string, string>, to = message, more: Partial<SendContext> = {}): Promise<SendResult> =>
    email.send(email.settings.parse({ ...SETTINGS, ...settings }), to, {
      clock,
      language: 'en',
      secrets: [MAIL_LOGIN.password],
      ...more,
    });

  it('arrives whole at everybody, and names in it make no header', async () => {
    const { port } = await mail.start();
    expect(await send({ server: `smtp://127.0.0.1:${port}` })).toEqual({ outcome: 'sent' });
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]).toMatchObject({
      recipients: ['you@example.org', 'family@example.org'],
      from: { name: 'PlantOps', address: 'plants@example.org' },
      subject: expect.stringMatching(/^Färn 🌿.*Bcc: all@example\.org: Bodenfeuchte 15,2 %, unter 20 %$/),
      text: expect.stringContaining(message.text),
      messageId: '<n1@example.org>',
    });
    expect(mail.mails[0]?.bcc ?? []).toEqual([]);
  });

  it('says that no person wrote it', async () => {
    const { port } = await mail.start();
    await send({ server: `smtp://127.0.0.1:${port}` });
    expect(mail.mails[0]?.headers).toContainEqual(
      expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
    );
  });

  it('is not sent with a password over a line that is not encrypted', async () => {
    const { port } = await mail.start();
    expect(await send({ server: elsewhere('smtp', port), ...MAIL_LOGIN })).toEqual({
      outcome: 'unreachable',
      reason: expect.stringMatching(/no encrypted connection \(TLS\)/),
    });
    expect(mail.mails).toEqual([]);
  });

  it('is sent with a password to a server on this machine, whom nobody else can overhear', async () => {
    const { port } = await mail.start({ authOptional: false });
    expect(await send({ server: `smtp://127.0.0.1:${port}` })).toMatchObject({ outcome: 'refused' });
    expect(await send({ server: `smtp://127.0.0.1:${port}`, ...MAIL_LOGIN })).toEqual({ outcome: 'sent' });
    expect(mail.mails).toHaveLength(1);
  });

  it('with a wrong password is refused: in the words of the server, without the password', async () => {
    const { port } = await mail.start();
    const password = 'canary-wrong';
    const result = await send({ server: `smtp://127.0.0.1:${port}`, user: MAIL_LOGIN.user, password }, message, {
      secrets: [password],
    });
    expect(result).toEqual({
      outcome: 'refused',
      reason: expect.stringMatching(/with 535 \(“5\.7\.8 Username and password not accepted: \*{4}”\): check name/),
    });
  });

  it('is sent encrypted where the server offers it, if nobody vouches for it and no password is at stake', async () => {
    const { port } = await mail.start({ disabledCommands: [] });
    expect(await send({ server: `smtp://127.0.0.1:${port}` })).toEqual({ outcome: 'sent' });
    expect(mail.mails).toMatchObject([{ isEncrypted: true }]);
  });

  it.each([
    ['smtp', { disabledCommands: [] }],
    ['smtps', { secure: true }],
  ])('by %s is not sent with a password to a server that nobody vouches for', async (scheme, options) => {
    const { port } = await mail.start(options);
    expect(await send({ server: elsewhere(scheme, port), ...MAIL_LOGIN })).toEqual({
      outcome: 'unreachable',
      reason: expect.stringMatching(/its certificate \(TLS\) /),
    });
    expect(mail.mails).toEqual([]);
  });

  it.each([
    [550, '5.7.1 Spam', 'refused', 'The mail server refused the message with 550 (“5.7.1 Spam”)'],
    [451, '4.3.0 Later', 'unreachable', 'The mail server answered 451 (“4.3.0 Later”)'],
  ])('that is answered with %d %s is %s, in the words of the server', async (status, text, outcome, reason) => {
    mail.refusal = { status, text };
    const { port } = await mail.start();
    expect(await send({ server: `smtp://127.0.0.1:${port}` })).toEqual({ outcome, reason });
  });

  it('to somebody who is not there is refused, and says what to check', async () => {
    const { port } = await mail.start();
    expect(await send({ server: `smtp://127.0.0.1:${port}`, to: 'nobody@elsewhere.example' })).toEqual({
      outcome: 'refused',
      reason: expect.stringMatching(/with 550 \(“5\.1\.1 No such user”\): check the addresses/),
    });
  });

  it('that only some can get is sent to them; a test tells who cannot', async () => {
    const { port } = await mail.start();
    const settings = { server: `smtp://127.0.0.1:${port}`, to: 'you@example.org, nobody@elsewhere.example' };
    expect(await send(settings)).toEqual({ outcome: 'sent' });
    expect(await send(settings, { ...message, kind: 'test' })).toEqual({
      outcome: 'refused',
      reason: expect.stringContaining('“nobody@elsewhere.example”'),
    });
  });

  it('to a server that is not there says so, in the language of the owner', async () => {
    const server = `smtp://127.0.0.1:${await freePort()}`;
    expect(await send({ server })).toMatchObject({
      outcome: 'unreachable',
      reason: expect.stringContaining('refused'),
    });
    const { reason } = (await send({ server }, message, { language: 'de' })) as { reason: string };
    expect(reason).toMatch(/^Der Mailserver ist nicht erreichbar: /);
  });

  it('to a server that does not speak is given up after ten seconds', async () => {
    mail.isSilent = true;
    const { port } = await mail.start();
    let result: SendResult | undefined;
    const sending = send({ server: `smtp://127.0.0.1:${port}` }).then((given) => (result = given));
    await clock.advance(9999);
    expect(result).toBeUndefined();
    await clock.advance(1);
    expect(await sending).toEqual({ outcome: 'unreachable', reason: 'The mail server did not answer in time' });
    expect(clock.timers).toBe(0);
  });

  it.each(['smtp://169.254.169.254:25', 'smtp://2852039166:25', 'smtp://[::ffff:169.254.169.254]:25'])(
    'is never brought to %s',
    async (server) => {
      expect(await send({ server })).toMatchObject({ reason: expect.stringContaining('inside of a cloud') });
    },
  );
});

describe('the settings of e-mail', () => {
  const parse = (more: object) =>
    email.settings.safeParse({ server: 'smtp.example.org', ...SETTINGS, ...more }).data?.server;

  it.each([
    ['smtp.example.org', 'smtps://smtp.example.org:465'],
    ['SMTP.Example.org:465', 'smtps://smtp.example.org:465'],
    ['smtp.example.org:587', 'smtp://smtp.example.org:587'],
    ['10.0.0.2:25', 'smtp://10.0.0.2:25'],
    ['[fd00::2]:25', 'smtp://[fd00::2]:25'],
    ['smtps://smtp.example.org', 'smtps://smtp.example.org'],
  ])('take %s for %s', (given, server) => {
    expect(parse({ server: given })).toBe(server);
  });

  it.each(['', 'smtp.example.org:', 'https://smtp.example.org', 'a b', 'smtp.example.org/path'])(
    'refuse %j as a server',
    (server) => {
      expect(parse({ server })).toBeUndefined();
    },
  );

  it.each(['', 'you', 'you@', 'you@example.org,', 'You <you@example.org>', `${'a@b.c,'.repeat(10)}a@b.c`])(
    'refuse %j as recipients',
    (to) => {
      expect(parse({ to })).toBeUndefined();
    },
  );
});
