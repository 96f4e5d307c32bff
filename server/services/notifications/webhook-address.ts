import { ProblemError } from '@plantops/shared/problem.ts';

/** Discord's own hosts: stable, public test build and canary. */
export const DISCORD_HOSTS = [
  'discord.com',
  'ptb.discord.com',
  'canary.discord.com',
  'discordapp.com',
  'ptb.discordapp.com',
  'canary.discordapp.com',
] as const;

/** Shorter paths hold no token, and four characters would be much of them. */
const SHORTEST_TOLD = 20;

/** Whether a host, as WEBHOOK_ALLOWED_HOSTS has it, is the address's; one without a port allows them all. */
const isOn = ({ host, hostname }: URL, allowed: string): boolean =>
  allowed === host || allowed === hostname || `[${allowed}]` === hostname;

/**
 * A webhook address from Settings: whoever may change settings must not make the server call any machine it reaches.
 * @param allowedHosts from WEBHOOK_ALLOWED_HOSTS, lower case
 * @throws ProblemError `webhook_not_allowed` that says what is allowed; it repeats no part of the address but its host
 */
export function allowedWebhook(text: string, allowedHosts: readonly string[]): URL {
  const refused = (detail: string): ProblemError =>
    new ProblemError('webhook_not_allowed', detail, [{ pointer: '/discord_webhook', detail }]);
  if (!URL.canParse(text)) throw refused('The webhook must be an address, such as https://discord.com/api/webhooks/…');
  const webhook = new URL(text);
  if (webhook.username || webhook.password) throw refused('The webhook address must hold no user name and no password');
  const named = allowedHosts.some((allowed) => isOn(webhook, allowed));
  if (named && (webhook.protocol === 'https:' || webhook.protocol === 'http:')) return webhook;
  // `host` has the port where it is not https' own.
  if (!DISCORD_HOSTS.some((host) => host === webhook.host)) {
    throw refused(
      `The webhook must be on ${[...DISCORD_HOSTS, ...allowedHosts].join(', ')}, not on ${webhook.host || 'no host'}: the variable WEBHOOK_ALLOWED_HOSTS allows more`,
    );
  }
  if (webhook.protocol !== 'https:') throw refused('The webhook address must begin with https://');
  return webhook;
}

/** An address that may be shown: its host, and the last four characters to tell it from another. */
export function maskedWebhook({ host, pathname }: URL): string {
  return `${host}/…${pathname.length >= SHORTEST_TOLD ? pathname.slice(-4) : ''}`;
}
