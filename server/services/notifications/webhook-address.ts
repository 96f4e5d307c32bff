import { ProblemError } from '@plantops/shared/problem.ts';
import { isForbiddenHost } from '../../outgoing/forbidden-address.ts';

/** The end of a path is shown only from this length on. Four characters would reveal too much of a shorter one. */
const SHORTEST_TOLD = 20;

/** Whether the address is on this host from WEBHOOK_ALLOWED_HOSTS. A host without a port allows every port. */
const isOn = ({ host, hostname }: URL, allowed: string): boolean =>
  allowed === host || allowed === hostname || `[${allowed}]` === hostname;

const PROTOCOLS: readonly string[] = ['https:', 'http:', 'smtps:', 'smtp:'];
/** A mail server's passwords travel encrypted by `smtp:` too: see the channel. */
const isMail = ({ protocol }: URL): boolean => protocol === 'smtps:' || protocol === 'smtp:';
/** More hosts than these are not listed. */
const MOST_TOLD = 10;

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
  if (!URL.canParse(text)) throw refused('The address must be an address, such as https://example.org/…');
  const webhook = new URL(text);
  if (webhook.username || webhook.password) throw refused('The address must hold no user name and no password');
  const isNamed = named.some((allowed) => isOn(webhook, allowed));
  if (isNamed && isForbiddenHost(webhook))
    throw refused(
      `The address must not be on ${webhook.host}, although WEBHOOK_ALLOWED_HOSTS names it: addresses inside of a cloud and link-local ones are never called`,
    );
  if (isNamed && PROTOCOLS.includes(webhook.protocol)) return webhook;
  // `host` includes the port unless it is the protocol's default. Mail servers listen at several.
  if (!own.includes(isMail(webhook) ? webhook.hostname : webhook.host)) {
    const allowed = [...(own.length > MOST_TOLD ? [] : own), ...named];
    throw refused(
      allowed.length > 0
        ? `The address must be on ${allowed.join(', ')}, not on ${webhook.host || 'no host'}: the variable WEBHOOK_ALLOWED_HOSTS allows more`
        : `The address must be on a host that the variable WEBHOOK_ALLOWED_HOSTS names, and it names none: add ${webhook.host || 'its host'} to it and start PlantOps again`,
    );
  }
  if (webhook.protocol !== 'https:' && !isMail(webhook)) throw refused('The address must begin with https://');
  return webhook;
}

/** The address with its path masked: the host, and the last four characters to tell addresses apart. */
export function maskedWebhook({ host, pathname }: URL): string {
  if (pathname === '' || pathname === '/') return host;
  return `${host}/…${pathname.length >= SHORTEST_TOLD ? pathname.slice(-4) : ''}`;
}

/** Parts of a path that are as long as that may be keys. */
const SHORTEST_KEY = 8;

/** What must not be told of an address: its path may be its only secret, as a whole and in parts. */
export function secretsOfAddress(address: string): string[] {
  const { href, pathname, search } = new URL(address);
  if (pathname.length <= 1 && search === '') return [];
  return [href, pathname + search, pathname, ...pathname.split('/').filter((part) => part.length >= SHORTEST_KEY)];
}
