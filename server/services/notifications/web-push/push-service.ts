/** The services of the makers of browsers, which carry messages to them. */
import { ProblemError } from '@plantops/shared/problem.ts';
import { allowedWebhook } from '../webhook-address.ts';

/** Hosts, and what ends in one that begins with a dot: Google, Mozilla, Microsoft, Apple. */
const HOSTS = [
  'fcm.googleapis.com',
  'android.googleapis.com',
  'updates.push.services.mozilla.com',
  '.push.services.mozilla.com',
  '.notify.windows.com',
  '.push.apple.com',
];

/**
 * Checks that a browser's address is that of a known service, or on a host that the operator named.
 * @throws ProblemError `webhook_not_allowed`
 */
export function checkPushService(endpoint: string, named: readonly string[]): void {
  const { host, protocol } = new URL(endpoint);
  const isKnown = HOSTS.some((known) => (known.startsWith('.') ? host.endsWith(known) : host === known));
  if (isKnown && protocol === 'https:') return;
  try {
    allowedWebhook(endpoint, { own: [], named }, '/endpoint');
  } catch (failure) {
    if (!(failure instanceof ProblemError)) throw failure;
    const detail = `The browser is reached by ${host}, which is no push service that is known: WEBHOOK_ALLOWED_HOSTS may name it`;
    throw new ProblemError('webhook_not_allowed', detail, [{ pointer: '/endpoint', detail }]);
  }
}
