/** What each channel is to be told of: nothing while it is muted, otherwise all, or some topics, plants and rooms. */
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { KINDS_OF_TOPIC, TOPICS } from '@plantops/shared/notifications/topics.ts';
import { type ChannelRules, channelRulesSchema } from '@plantops/shared/settings/channel-settings.ts';
import type { Queryable } from '../../db/pool.ts';
import type { DeliveryRule } from '../../db/repositories/delivery-rules.ts';
import { readSettings, removeSettings, replaceSettings, type SettingsKey } from '../../db/repositories/settings.ts';

/** What holds for a channel that was never given rules. */
export const NO_RULES: ChannelRules = { muted: false, topics: null, plants: null, rooms: null };

const rulesKey = (name: string): SettingsKey => `rules:${name}`;

/** Reads what is stored. What another version stored and this one cannot read counts as no rules. */
export async function readRules(database: Queryable, name: string): Promise<ChannelRules> {
  const { value } = await readSettings(database, rulesKey(name));
  const read = channelRulesSchema.safeParse({ ...NO_RULES, ...value });
  return read.success ? read.data : NO_RULES;
}

/** Writes rules; those that say nothing are not kept. */
export async function writeRules(connection: Queryable, name: string, rules: ChannelRules): Promise<void> {
  const saysNothing = !rules.muted && rules.topics === null && rules.plants === null && rules.rooms === null;
  if (saysNothing) await removeSettings(connection, rulesKey(name));
  else await replaceSettings(connection, rulesKey(name), { value: { ...rules }, secret: null });
}

const kindsOf = ({ muted, topics }: ChannelRules): NoticeMessage['kind'][] =>
  muted ? [] : (topics ?? TOPICS).flatMap((topic) => KINDS_OF_TOPIC[topic]);

/** Whether a channel is told of this kind at all; a test reaches every channel. */
export const hearsOf = (rules: ChannelRules, kind: NoticeMessage['kind']): boolean =>
  kind === 'test' || kindsOf(rules).includes(kind);

/** The rules as the queue follows them. */
export const deliveryRule = (channel: string, rules: ChannelRules): DeliveryRule => ({
  channel,
  kinds: kindsOf(rules),
  plants: rules.plants,
  rooms: rules.rooms,
});
