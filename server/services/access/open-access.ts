import { AccessTokens } from './access-tokens.ts';
import { Audit } from './audit.ts';
import { Sessions, type SessionsOptions } from './sessions.ts';

/** Who may use this server. */
export async function openAccess(options: SessionsOptions) {
  const sessions = new Sessions(options);
  await sessions.load();
  const tokens = new AccessTokens(options);
  await tokens.load();
  return { sessions, tokens, audit: new Audit(options) };
}
