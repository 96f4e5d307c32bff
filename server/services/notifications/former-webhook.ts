/**
 * Compatibility with versions in which Discord was the only channel: moves the webhook from its former row in the
 * database, and keeps the former API fields, which scripts still use.
 */
import type { ChannelChanges, ChannelSettings as ShownChannel } from '@plantops/shared/settings/channel-settings.ts';
import type {
  NotificationSettings,
  UpdateNotificationSettings,
} from '@plantops/shared/settings/notification-settings.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import { changeSettings, listSecrets, replaceSettings } from '../../db/repositories/settings.ts';
import { type SecretBox, SecretBoxError } from '../settings/secret-box.ts';
import { channelKey, findChannel } from './channel-settings.ts';

/** The channel that the former webhook belongs to. */
export const FORMER_CHANNEL = 'discord';
const FIELD = 'webhook';
/** The row whose secret was the webhook. Its other values stay there. */
const FORMER_KEY = 'notifications';

/**
 * Moves the webhook from its former row to the channel's row, and encrypts it for that row. If the channel already has
 * a secret, that one is kept and the former webhook is removed. A webhook that cannot be decrypted stays where it is,
 * because another key may open it.
 * @returns why the webhook cannot be decrypted; otherwise undefined
 */
export function moveFormerWebhook(database: Database, box: SecretBox): Promise<string | undefined> {
  return inTransaction(database, async (connection) => {
    // Locks the rows, so that only one of two servers that start at the same time moves the webhook.
    const secrets = await listSecrets(connection);
    const former = secrets.find(({ key }) => key === FORMER_KEY);
    if (!former) return undefined;
    let webhook: string;
    try {
      webhook = box.open(FORMER_KEY, former.secret);
    } catch (failure) {
      if (failure instanceof SecretBoxError) return failure.message;
      throw failure;
    }
    const key = channelKey(FORMER_CHANNEL);
    if (!secrets.some((secret) => secret.key === key))
      await replaceSettings(connection, key, {
        value: {},
        secret: box.seal(key, JSON.stringify({ [FIELD]: webhook })),
      });
    await changeSettings(connection, FORMER_KEY, { secret: null });
    return undefined;
  });
}

/** The fields of the API from before there were channels. */
export function formerFields(
  channels: readonly ShownChannel[],
  namedHosts: readonly string[],
): Pick<
  NotificationSettings,
  'discord_webhook' | 'discord_webhook_source' | 'discord_webhook_error' | 'allowed_hosts'
> {
  const shown = channels.find(({ name }) => name === FORMER_CHANNEL);
  return {
    discord_webhook: shown?.fields.find(({ name }) => name === FIELD)?.value ?? null,
    discord_webhook_source: shown?.source ?? 'none',
    discord_webhook_error: shown?.error ?? null,
    allowed_hosts: [...(findChannel(FORMER_CHANNEL)?.hosts ?? []), ...namedHosts],
  };
}

/** The requested changes of channels, also if given as `discord_webhook`. `channels` takes precedence. */
export const channelChanges = ({ discord_webhook, channels }: UpdateNotificationSettings): ChannelChanges => ({
  ...(discord_webhook !== undefined && {
    [FORMER_CHANNEL]: discord_webhook === null ? null : { [FIELD]: discord_webhook },
  }),
  ...channels,
});

/** Makes a failure point to `/discord_webhook` if the request used that former field. */
export function toldFormerly(failure: unknown, { discord_webhook, channels }: UpdateNotificationSettings): unknown {
  if (!(failure instanceof ProblemError) || discord_webhook === undefined || channels?.[FORMER_CHANNEL] !== undefined)
    return failure;
  const fields = failure.fields.map(({ pointer, detail }) => ({
    pointer: pointer === `/channels/${FORMER_CHANNEL}/${FIELD}` ? '/discord_webhook' : pointer,
    detail,
  }));
  return new ProblemError(failure.code, failure.message, fields, { cause: failure });
}
