import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import { z } from 'zod';
import { connectionFault } from '../../../outgoing/connection-faults.ts';
import { guardedConnect } from '../../../outgoing/guarded-connect.ts';
import { wasForbidden } from '../../../outgoing/guarded-fetch.ts';
import { defineChannel, type SendContext, type SendResult } from '../channel.ts';
import { withinTime } from '../http-post.ts';
import { cutTo, titleOf } from '../message-look.ts';
import { sendReason } from '../send-reasons.ts';
import { vendorWords } from '../vendor-words.ts';

/** Encrypted from the start, which RFC 8314 prefers; and STARTTLS for those who send mail of their own users. */
const [TLS_PORT, SUBMISSION_PORT] = [465, 587];
/** A server on this machine, such as the bridge of a provider: what goes there is read by nobody on the way. */
const THIS_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;
const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;
const MOST_RECIPIENTS = 10;
const MAX_SUBJECT = 120;

/** Mail servers of large providers, which need not be named in WEBHOOK_ALLOWED_HOSTS. */
const PROVIDERS = [
  'smtp.gmail.com',
  'smtp.office365.com',
  'smtp-mail.outlook.com',
  'smtp.mail.me.com',
  'smtp.mail.yahoo.com',
  'smtp.fastmail.com',
  'smtp.zoho.com',
  'smtp.zoho.eu',
  'mail.gmx.net',
  'mail.gmx.com',
  'smtp.web.de',
  'securesmtp.t-online.de',
  'smtp.mailbox.org',
  'posteo.de',
  'smtp.strato.de',
  'smtp.ionos.de',
  'smtp.ionos.com',
  'smtp.ionos.es',
  'smtp.ionos.fr',
  'smtp.orange.fr',
  'smtp.free.fr',
  'ssl0.ovh.net',
  'mail.gandi.net',
  'mail.infomaniak.com',
  'email-smtp.eu-central-1.amazonaws.com',
  'email-smtp.eu-west-1.amazonaws.com',
  'email-smtp.us-east-1.amazonaws.com',
  'smtp.sendgrid.net',
  'smtp.mailgun.org',
  'smtp.eu.mailgun.org',
  'in-v3.mailjet.com',
  'smtp-relay.brevo.com',
  'smtp.postmarkapp.com',
];

/** A mail server as owners write it, `smtp.example.org:465`, as an address; what is one already stays. */
function asAddress(given: unknown): unknown {
  if (typeof given !== 'string' || given.includes('://')) return given;
  const [, host, port = String(TLS_PORT)] = /^(\[[^\]]*\]|[^:/]+)(?::(\d+))?$/.exec(given.trim().toLowerCase()) ?? [];
  if (host === undefined) return given;
  return `${port === String(TLS_PORT) ? 'smtps' : 'smtp'}://${host}:${port}`;
}

const serverSchema = z.preprocess(
  asAddress,
  z.url({ protocol: /^smtps?$/, error: 'must be a mail server, such as smtp.example.org:465' }).max(300),
);

const recipientsSchema = z
  .string()
  .max(1000)
  .refine((text) => recipientsOf(text).every((address) => ADDRESS.test(address)), {
    message: 'must be e-mail addresses with commas between',
  })
  .refine((text) => recipientsOf(text).length <= MOST_RECIPIENTS, { message: `takes at most ${MOST_RECIPIENTS}` });

const recipientsOf = (text: string): string[] => text.split(',').map((address) => address.trim());

const WHO = { en: 'The mail server', de: 'Der Mailserver' } as const;

const ADVICE_LOGIN = {
  en: 'check name and password; many providers want a password made for apps',
  de: 'prüfe Name und Passwort; viele Anbieter verlangen ein eigenes App-Passwort',
} as const;
const ADVICE_ADDRESSES = {
  en: 'check the addresses of sender and recipients',
  de: 'prüfe die Adressen von Absender und Empfängern',
} as const;

/** What nodemailer says of a failure. */
interface MailFailure {
  code?: unknown;
  responseCode?: unknown;
  response?: unknown;
}

/** A failure as a result: 4yz of SMTP is for the moment, 5yz for good (RFC 5321, 4.2.1). */
function resultOf(failure: unknown, isLate: boolean, { language, secrets }: SendContext): SendResult {
  const who = inLanguage(WHO, language);
  if (wasForbidden(failure)) return { outcome: 'refused', reason: sendReason('forbidden', { who }, language) };
  const { code, responseCode: status, response } = (failure ?? {}) as MailFailure;
  if (isLate || typeof status !== 'number' || code === 'ETLS') {
    if (code === 'EAUTH')
      return { outcome: 'refused', reason: sendReason('no_login', { who, advice: ADVICE_LOGIN }, language) };
    const fault = isLate ? 'late' : connectionFault(failure);
    return { outcome: 'unreachable', reason: sendReason(fault, { who }, language) };
  }
  const said = typeof response === 'string' ? vendorWords(response.replace(/^\d{3}[ -]/, ''), secrets) : undefined;
  const advice = code === 'EAUTH' ? ADVICE_LOGIN : code === 'EENVELOPE' ? ADVICE_ADDRESSES : undefined;
  return status >= 500
    ? { outcome: 'refused', reason: sendReason('rejected', { who, status, said, advice }, language) }
    : { outcome: 'unreachable', reason: sendReason('failing', { who, status, said, advice }, language) };
}

/** The mail. Its id is the message's, so that one that comes twice can be known for the same. */
function mailOf({ id, text, createdAt, ...message }: NoticeMessage, from: string, language: SendContext['language']) {
  const about = titleOf({ id, text, createdAt, ...message }, language);
  const [firstLine = ''] = text.split('\n');
  return {
    subject: cutTo(about === undefined ? firstLine : `${about}: ${firstLine}`, MAX_SUBJECT),
    text: `${text}\n\n-- \nPlantOps\n`,
    date: createdAt,
    messageId: `<${id}@${from.split('@')[1] ?? 'plantops'}>`,
    // No holiday notice is to answer (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/** Sends e-mail by the owner's mail server. Source: RFC 5321, RFC 8314, and https://nodemailer.com/smtp/. */
export const email = defineChannel({
  name: 'email',
  label: { en: 'E-mail', de: 'E-Mail' },
  hint: {
    en: 'The mail server and login of your provider; with two-factor login, a password made for apps. The servers of large providers may be used as they are; another one must be named in WEBHOOK_ALLOWED_HOSTS.',
    de: 'Mailserver und Zugang deines Anbieters; mit Zwei-Faktor-Anmeldung ein App-Passwort. Die Server großer Anbieter gehen ohne Weiteres; ein anderer muss in WEBHOOK_ALLOWED_HOSTS stehen.',
  },
  settings: z.strictObject({
    server: serverSchema,
    from: z.string().max(254).regex(ADDRESS, 'must be an e-mail address'),
    to: recipientsSchema,
    user: z.string().min(1).max(254).optional(),
    password: z.string().min(1).max(500).optional(),
  }),
  fields: {
    server: { kind: 'url', label: { en: 'Mail server', de: 'Mailserver' }, example: 'smtp.example.org:465' },
    from: { kind: 'text', label: { en: 'From', de: 'Absender' }, example: 'plants@example.org' },
    to: { kind: 'text', label: { en: 'To', de: 'An' }, example: 'you@example.org, family@example.org' },
    user: { kind: 'text', label: { en: 'User name', de: 'Benutzername' }, example: 'plants@example.org' },
    password: { kind: 'secret', label: { en: 'Password', de: 'Passwort' }, example: '' },
  },
  hosts: PROVIDERS,
  async send({ server, from, to, user, password }, message, context) {
    const { clock, language } = context;
    const { hostname, port, protocol } = new URL(server);
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const isSecure = protocol === 'smtps:';
    // A password goes over no line that others may read, and to no server that only claims to be the right one.
    const mustBeSafe = user !== undefined && !THIS_MACHINE.test(host);
    const done = await withinTime(clock, async (signal) => {
      const { createTransport } = await import('nodemailer');
      const connection = await guardedConnect(host, Number(port || (isSecure ? TLS_PORT : SUBMISSION_PORT)), signal);
      const transport = createTransport({
        host,
        connection,
        secure: isSecure,
        requireTLS: mustBeSafe,
        // Without a password, encryption is better than none even if nobody vouches for the certificate, as between
        // mail servers.
        tls: { rejectUnauthorized: isSecure || mustBeSafe },
        ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
      });
      try {
        return await transport.sendMail({
          ...mailOf(message, from, language),
          from: { name: 'PlantOps', address: from },
          to,
          signal,
        });
      } finally {
        transport.close();
        connection.destroy();
      }
    });
    if (!('result' in done)) return resultOf(done.failure, done.isLate, context);
    const [refused] = done.result.rejected;
    // The others have it, so it is not sent again; whoever tests is to learn of it.
    if (refused === undefined || message.kind !== 'test') return { outcome: 'sent' };
    const reason = sendReason(
      'recipient',
      { who: inLanguage(WHO, language), said: refused, advice: ADVICE_ADDRESSES },
      language,
    );
    return { outcome: 'refused', reason };
  },
});
