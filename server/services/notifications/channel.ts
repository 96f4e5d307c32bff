/** The port of a channel: a way in which messages about alerts reach the owner. Each is one file in `channels/`. */
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import type { ChannelFieldKind, Words } from '@plantops/shared/settings/channel-settings.ts';
import type { z } from 'zod';
import type { Environment } from '../../config/environment.ts';

/**
 * What came of one attempt. `paused`: the receiver takes no more for so long (1 s to 1 h); that counts for every message
 * on this channel. `refused`: it would be again. `unreachable`: it is tried again. Reasons are for people, name the
 * channel, say what to check where that is known, and hold nothing secret.
 */
export type SendResult =
  | { outcome: 'sent' }
  | { outcome: 'paused'; retryAfterS: number }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'unreachable'; reason: string };

export interface ChannelField {
  /** What it is decides where it is kept and how it is shown: see `channel-fields`. */
  kind: ChannelFieldKind;
  label: Words;
  /** Shown in the empty field; it fits the schema. */
  example: string;
}

/** All fields are texts; `undefined` is one that may be left out, and is. */
type FieldShape = Readonly<Record<string, z.ZodType<string | undefined>>>;

export interface ChannelDefinition<Shape extends FieldShape> {
  /** Stable, snake_case: in the API, and in the database with each delivery and the settings. */
  name: string;
  /** What people call it. Begins sentences, such as `Discord asks to wait 5 s`. */
  label: Words;
  /** Where to get what the fields ask for, in one or two sentences. */
  hint: Words;
  /** What the owner sets. Addresses are checked beside it: see `hosts`. */
  settings: z.ZodObject<Shape>;
  fields: Readonly<Record<keyof Shape, ChannelField>>;
  /** Hosts that addresses may be on besides WEBHOOK_ALLOWED_HOSTS, with https only. */
  hosts: readonly string[];
  /** The settings that count where the owner has set none in the dashboard. An address may be on any host. */
  fromEnvironment?(environment: Environment): z.output<z.ZodObject<Shape>> | undefined;
  /** Sends one message, within 10 s. Never throws: every failure is a result. */
  send(settings: z.output<z.ZodObject<Shape>>, message: NoticeMessage): Promise<SendResult>;
}

/** Any channel; its settings were checked with its own schema. */
export type Channel = ChannelDefinition<FieldShape>;

/** Checks a channel against the port. What each field's type is stays within its file. */
export const defineChannel = <Shape extends FieldShape>(definition: ChannelDefinition<Shape>): Channel =>
  definition as unknown as Channel;

/** A channel that is set up: where to is inside. */
export interface ActiveChannel extends Pick<Channel, 'name' | 'label'> {
  send(message: NoticeMessage): Promise<SendResult>;
}
