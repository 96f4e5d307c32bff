import { ProblemError } from '@plantops/shared/problem.ts';

/** Shorter paths hold no token, and four characters would be much of them. */
const SHORTEST_TOLD = 20;

/** Whether a host, as WEBHOOK_ALLOWED_HOSTS has it, is the address's; one without a port allows them all. */
const isOn = ({ host, hostname }: URL, allowed: string): boolean =>
  allowed === host || allowed === hostname || `[${allowed}]` === hostname;

/** Where an address may lead. */
export interface AllowedHosts {
  /** The channel's own, with https only. */
  own: readonly string[];
  /** From WEBHOOK_ALLOWED_HOSTS, lower case; there with plain http, too. */
  named: readonly string[];
}

/**
 * An address from Settings: whoever may change settings must not make the server call any machine it reaches.
 * @param pointer the field that it stands in
 * @throws ProblemError `webhook_not_allowed` that says what is allowed; it repeats no part of the address but its host
 */
export function allowedWebhook(text: string, { own, named }: AllowedHosts, pointer: string): URL {
  const refused = (detail: string): ProblemError =>
    new ProblemError('webhook_not_allowed', detail, [{ pointer, detail }]);
  if (!URL.canParse(text)) throw refused('The webhook must be an address, such as https://example.org/…');
  const webhook = new URL(text);
  if (webhook.username || webhook.password) throw refused('The webhook address must hold no user name and no password');
  const isNamed = named.some((allowed) => isOn(webhook, allowed));
  if (isNamed && (webhook.protocol === 'https:' || webhook.protocol === 'http:')) return webhook;
  // `host` has the port where it is not https' own.
  if (!own.some((host) => host === webhook.host)) {
    const allowed = [...own, ...named];
    throw refused(
      allowed.length > 0
        ? `The webhook must be on ${allowed.join(', ')}, not on ${webhook.host || 'no host'}: the variable WEBHOOK_ALLOWED_HOSTS allows more`
        : `The webhook must be on a host that the variable WEBHOOK_ALLOWED_HOSTS names, and it names none: add ${webhook.host || 'its host'} to it and start PlantOps again`,
    );
  }
  if (webhook.protocol !== 'https:') throw refused('The webhook address must begin with https://');
  return webhook;
}

/** An address that may be shown: its host, and the last four characters to tell it from another. */
export function maskedWebhook({ host, pathname }: URL): string {
  return `${host}/…${pathname.length >= SHORTEST_TOLD ? pathname.slice(-4) : ''}`;
}
