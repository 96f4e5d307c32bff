/** The port for channels, which send messages about alerts to the owner. Each channel is one file in `channels/`. */
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { ChannelFieldKind, ChannelRules } from '@plantops/shared/settings/channel-settings.ts';
import type { Language, Words } from '@plantops/shared/settings/display.ts';
import type { z } from 'zod';
import type { Environment } from '../../config/environment.ts';

/**
 * The result of one attempt to send.
 * - `sent`: with what the receiver calls the message, if it can be changed later.
 * - `paused`: the receiver accepts no messages for this long (1 s to 1 h). All messages on the channel wait.
 * - `refused`: the receiver rejected the message for good, so it is not sent again.
 * - `unreachable`: a temporary failure; the message is sent again later.
 *
 * A `reason` is text for the owner, in the owner's language. It names the channel, what the receiver said itself and, if
 * known, what to check. It contains no secrets.
 */
export type SendResult =
  | { outcome: 'sent'; remoteId?: string | undefined }
  | { outcome: 'paused'; retryAfterS: number }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'unreachable'; reason: string };

/** What a channel is given besides its settings and the message. */
export interface SendContext {
  clock: Clock;
  /** The owner's, in which reasons are written; the message's text is in it already. */
  language: Language;
  /** What must not be in any reason, although the receiver may repeat it. */
  secrets: readonly string[];
}

export interface ChannelField {
  /** Determines how the value is stored and shown; see `channel-fields.ts`. */
  kind: ChannelFieldKind;
  label: Words;
  /** The placeholder of the input. It must match the schema. */
  example: string;
}

/** Every field is a string. An optional field that is not set is undefined. */
type FieldShape = Readonly<Record<string, z.ZodType<string | undefined>>>;

export interface ChannelDefinition<Shape extends FieldShape> {
  /** In snake_case. Never changes, because the API, the settings and the stored deliveries refer to it. */
  name: string;
  /** The display name. Error messages begin with it, such as `Discord asks to wait 5 s`. */
  label: Words;
  /** Tells the owner where to get the values of the fields, in one or two sentences. */
  hint: Words;
  /** Validates the settings. The hosts of addresses are checked separately; see `hosts`. */
  settings: z.ZodObject<Shape>;
  fields: Readonly<Record<keyof Shape, ChannelField>>;
  /** Hosts that addresses may use besides WEBHOOK_ALLOWED_HOSTS, with https only. */
  hosts: readonly string[];
  /** Settings from the environment, used if the owner has set none in the dashboard. Any host is allowed. */
  fromEnvironment?(environment: Environment): z.output<z.ZodObject<Shape>> | undefined;
  /** Sends one message, within 10 s. Never rejects: failures are results, too. */
  send(settings: z.output<z.ZodObject<Shape>>, message: NoticeMessage, context: SendContext): Promise<SendResult>;
  /** Changes a message that was sent, where the receiver can. As `send`; `refused` if there is no such message any more. */
  edit?: (
    settings: z.output<z.ZodObject<Shape>>,
    remoteId: string,
    message: NoticeMessage,
    context: SendContext,
  ) => Promise<SendResult>;
}

/** A channel with its settings type erased. `send` expects settings that the channel's own schema has validated. */
export type Channel = ChannelDefinition<FieldShape>;

/** Type-checks a channel's definition, then erases the types of its fields, which only its own file needs. */
export const defineChannel = <Shape extends FieldShape>(definition: ChannelDefinition<Shape>): Channel =>
  definition as unknown as Channel;

/** A channel that is set up. Its settings are bound to `send`. */
export interface ActiveChannel extends Pick<Channel, 'name' | 'label'> {
  /** What it is told of; undefined: of everything. */
  rules?: ChannelRules | undefined;
  send(message: NoticeMessage): Promise<SendResult>;
  edit?: ((remoteId: string, message: NoticeMessage) => Promise<SendResult>) | undefined;
}
