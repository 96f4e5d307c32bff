/** A mail server for tests: the published `smtp-server`, which takes mail for everybody at `example.org`. */
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach } from 'vitest';

export const MAIL_LOGIN = { user: 'plants@example.org', password: 'canary-password' };

export interface TestMailServer {
  /** What came, with whom it was for, and whether its way was encrypted. */
  readonly mails: (Email & { recipients: string[]; isEncrypted: boolean })[];
  /** Answers every mail so instead of taking it; a number of SMTP with its text. */
  refusal: { status: number; text: string } | undefined;
  /** Never greets whoever connects. */
  isSilent: boolean;
  /** @param options of `smtp-server`, besides those of this one */
  start(options?: SMTPServerOptions): Promise<{ port: number }>;
}

const failure = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** Call once in a describe: mail servers that end with each test. */
export function useMailServer(): TestMailServer {
  const open: SMTPServer[] = [];
  const held: (() => void)[] = [];
  const server: TestMailServer = {
    mails: [],
    refusal: undefined,
    isSilent: false,
    async start(options = {}) {
      const made = new SMTPServer({
        disabledCommands: ['STARTTLS'],
        authOptional: true,
        allowInsecureAuth: true,
        onConnect: (_session, done) => (server.isSilent ? void held.push(() => done()) : done()),
        onAuth({ username, password }, _session, done) {
          if (username === MAIL_LOGIN.user && password === MAIL_LOGIN.password) done(null, { user: username });
          else done(failure(535, `5.7.8 Username and password not accepted: ${password ?? ''}`));
        },
        onRcptTo({ address }, _session, done) {
          done(address.endsWith('@example.org') ? null : failure(550, '5.1.1 No such user'));
        },
        onData(stream, session, done) {
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part));
          stream.on('end', () => {
            if (server.refusal) {
              done(failure(server.refusal.status, server.refusal.text));
              return;
            }
            void PostalMime.parse(Buffer.concat(parts)).then((mail) => {
              const recipients = session.envelope.rcptTo.map(({ address }) => address);
              server.mails.push({ ...mail, recipients, isEncrypted: session.secure });
              done();
            });
          });
        },
        ...options,
      });
      made.on('error', () => undefined);
      open.push(made);
      await new Promise<void>((resolve) => {
        made.listen(0, '127.0.0.1', resolve);
      });
      return { port: (made.server.address() as AddressInfo).port };
    },
  };
  beforeEach(() => {
    server.mails.length = 0;
    server.refusal = undefined;
    server.isSilent = false;
  });
  afterEach(async () => {
    for (const go of held.splice(0)) go();
    await Promise.all(
      open.splice(0).map(
        (each) =>
          new Promise<void>((resolve) => {
            each.close(resolve);
          }),
      ),
    );
  });
  return server;
}
