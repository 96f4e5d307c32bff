import type { Start } from '@plantops/shared/api/server.ts';
import type { OwnerSession } from '../owner-session.ts';
import type { Handlers } from '../router.ts';

export interface StartOptions {
  session: OwnerSession;
  state: () => Promise<NonNullable<Start['state']>>;
}

/** Answers before anything is known about the session, so that a dashboard can start with one request. */
export function startHandlers({ session, state }: StartOptions) {
  return {
    async getStart({ request, response }) {
      const authenticated = await session.may(request, 'read');
      response.set('Cache-Control', 'no-store');
      return {
        status: 200,
        body: {
          session: { password_required: session.passwordRequired, authenticated },
          state: authenticated ? await state() : null,
        },
      };
    },
  } satisfies Partial<Handlers>;
}
