import { ProblemError } from '@plantops/shared/problem.ts';
import type { Request } from 'express';
import type { AccessTokens } from '../../services/access/access-tokens.ts';
import type { Audit } from '../../services/access/audit.ts';
import type { OwnerPassword } from '../../services/access/owner-password.ts';
import type { ReadingAccounts } from '../../services/access/reading-accounts.ts';
import type { Sessions } from '../../services/access/sessions.ts';
import { requestHostOf } from '../guard.ts';
import type { OwnerSession } from '../owner-session.ts';
import { type Handlers, linkNextPage } from '../router.ts';

export interface AccessRoutesOptions {
  password: OwnerPassword;
  sessions: Sessions;
  tokens: AccessTokens;
  readers: ReadingAccounts;
  audit: Audit;
  session: OwnerSession;
}

export function accessHandlers({ password, sessions, tokens, readers, audit, session }: AccessRoutesOptions) {
  async function currentId(request: Request): Promise<string | undefined> {
    const caller = await session.callerOf(request);
    return caller?.by === 'session' ? caller.session.id : undefined;
  }

  return {
    getOwnerPassword() {
      return { status: 200, body: { source: password.source } };
    },
    async setOwnerPassword({ body, request, response }) {
      if (password.source === 'dashboard' && !(await session.isPassword(body.current ?? '', request)))
        throw new ProblemError('wrong_password', 'Give the password until now as well: this one is not right');
      await password.set(body.password);
      await sessions.changePassword(password.mark);
      response.set('Set-Cookie', await session.begin(request));
      return { status: 200, body: { source: password.source } };
    },
    async listSessions({ request }) {
      return { status: 200, body: sessions.list(await currentId(request)) };
    },
    async endSession({ params: { id } }) {
      if (!(await sessions.end(id))) throw new ProblemError('session_not_found', `There is no session ${id}`);
      return { status: 204, body: undefined };
    },
    async endOtherSessions({ request }) {
      return { status: 200, body: { ended: await sessions.endOthers(await currentId(request)) } };
    },
    async listChanges(call) {
      const { limit, cursor } = call.query;
      const body = await audit.list({ before: cursor, limit });
      linkNextPage(call, limit, body, body.at(-1)?.id);
      return { status: 200, body };
    },
    listAccessTokens() {
      return { status: 200, body: tokens.list() };
    },
    async createAccessToken({ body }) {
      return { status: 201, body: await tokens.create(body) };
    },
    async revokeAccessToken({ params: { id } }) {
      await tokens.revoke(id);
      return { status: 204, body: undefined };
    },
    async listReadingAccounts() {
      return { status: 200, body: await readers.list() };
    },
    async createReadingAccount({ body, request, response }) {
      response.set('Cache-Control', 'no-store');
      return { status: 201, body: await readers.create(body, requestHostOf(request)) };
    },
    async renewReadingAccount({ params: { id }, request, response }) {
      response.set('Cache-Control', 'no-store');
      return { status: 200, body: await readers.renew(id, requestHostOf(request)) };
    },
    async revokeReadingAccount({ params: { id } }) {
      await readers.revoke(id);
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
