/**
 * What is left of the time when Discord was the only channel: its webhook's place in the database, and the fields of
 * the API that scripts know.
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

/** The channel that it is now. */
export const FORMER_CHANNEL = 'discord';
const FIELD = 'webhook';
/** The row whose secret it was; what else the row holds stays there. */
const FORMER_KEY = 'notifications';

/**
 * Seals the webhook anew, bound to the row of its channel, where it is still in its former place. One that was set
 * there since stays.
 * @returns why it cannot be moved; it is left, since another key may open it
 */
export function moveFormerWebhook(database: Database, box: SecretBox): Promise<string | undefined> {
  return inTransaction(database, async (connection) => {
    // Locks the rows: of two servers that start at the same time one does it.
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

/** The fields of before there were channels. */
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

/** The change of channels that is asked for, in either way; what `channels` says counts more. */
export const channelChanges = ({ discord_webhook, channels }: UpdateNotificationSettings): ChannelChanges => ({
  ...(discord_webhook !== undefined && {
    [FORMER_CHANNEL]: discord_webhook === null ? null : { [FIELD]: discord_webhook },
  }),
  ...channels,
});

/** A failure as whoever asked in the former way knows the field. */
export function toldFormerly(failure: unknown, { discord_webhook, channels }: UpdateNotificationSettings): unknown {
  if (!(failure instanceof ProblemError) || discord_webhook === undefined || channels?.[FORMER_CHANNEL] !== undefined)
    return failure;
  const fields = failure.fields.map(({ pointer, detail }) => ({
    pointer: pointer === `/channels/${FORMER_CHANNEL}/${FIELD}` ? '/discord_webhook' : pointer,
    detail,
  }));
  return new ProblemError(failure.code, failure.message, fields, { cause: failure });
}
