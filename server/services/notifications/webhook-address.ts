import { ProblemError } from '@plantops/shared/problem.ts';
import { isForbiddenHost } from '../../outgoing/forbidden-address.ts';

/** The end of a path is shown only from this length on. Four characters would reveal too much of a shorter one. */
const SHORTEST_TOLD = 20;

/** Whether the address is on this host from WEBHOOK_ALLOWED_HOSTS. A host without a port allows every port. */
const isOn = ({ host, hostname }: URL, allowed: string): boolean =>
  allowed === host || allowed === hostname || `[${allowed}]` === hostname;

/** The hosts that an address may use. */
export interface AllowedHosts {
  /** The channel's own hosts, with https only. */
  own: readonly string[];
  /** The hosts in WEBHOOK_ALLOWED_HOSTS, in lower case. They also allow http. */
  named: readonly string[];
}

/**
 * Checks an address from the settings. Someone who can change settings must not be able to make the server call
 * arbitrary hosts on its network (server-side request forgery).
 * @param pointer the JSON pointer of the address's field
 * @throws ProblemError `webhook_not_allowed`, saying what is allowed; of the address, it contains only the host
 */
export function allowedWebhook(text: string, { own, named }: AllowedHosts, pointer: string): URL {
  const refused = (detail: string): ProblemError =>
    new ProblemError('webhook_not_allowed', detail, [{ pointer, detail }]);
  if (!URL.canParse(text)) throw refused('The webhook must be an address, such as https://example.org/…');
  const webhook = new URL(text);
  if (webhook.username || webhook.password) throw refused('The webhook address must hold no user name and no password');
  const isNamed = named.some((allowed) => isOn(webhook, allowed));
  if (isNamed && isForbiddenHost(webhook))
    throw refused(
      `The webhook must not be on ${webhook.host}, although WEBHOOK_ALLOWED_HOSTS names it: addresses inside of a cloud and link-local ones are never called`,
    );
  if (isNamed && (webhook.protocol === 'https:' || webhook.protocol === 'http:')) return webhook;
  // `host` includes the port unless it is the protocol's default.
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

/** The address with its path masked: the host, and the last four characters to tell addresses apart. */
export function maskedWebhook({ host, pathname }: URL): string {
  return `${host}/…${pathname.length >= SHORTEST_TOLD ? pathname.slice(-4) : ''}`;
}
