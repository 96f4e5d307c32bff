import {
  cooldownSchema,
  type NotificationSettings as Shown,
  type QuietHours,
  quietHoursSchema,
  type UpdateNotificationSettings,
} from '@plantops/shared/settings/notification-settings.ts';
import type { Logger } from 'pino';
import type { Environment } from '../../config/environment.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import { changeSettings, readSettings, type StoredSettings } from '../../db/repositories/settings.ts';
import type { SecretBox } from '../settings/secret-box.ts';
import type { ActiveChannel } from './channel.ts';
import { ChannelSettings } from './channel-settings.ts';
import { CHANNELS } from './channels/index.ts';
import type { ChannelCondition } from './channel-conditions.ts';
import { channelChanges, FORMER_CHANNEL, formerFields, moveFormerWebhook, toldFormerly } from './former-webhook.ts';
import type { OutboxChange } from './outbox.ts';
import { quietUntil } from './quiet-hours.ts';

export interface NotificationSettingsOptions {
  database: Database;
  box: SecretBox;
  /** What counts where nothing is set. */
  environment: Environment;
  /** Told of the fields that changed, and of the channels among them. */
  onChanged: (change: OutboxChange & { fields: readonly string[] }) => void;
  /** How a channel fares, by its name. */
  conditionOf: (channel: string) => ChannelCondition;
  log: Logger;
}

const KEY = 'notifications';

interface Current {
  cooldownS: number | undefined;
  quietHours: QuietHours | undefined;
}

/** Where alerts are told, how often, and when not. In memory, since every reading asks; the database is asked at start. */
export class NotificationSettings {
  readonly #options: NotificationSettingsOptions;
  readonly #channels: ChannelSettings;
  #current: Current = { cooldownS: undefined, quietHours: undefined };
  /** Changes are made one after another, so that what is in memory is the last one stored. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: NotificationSettingsOptions) {
    this.#options = options;
    this.#channels = new ChannelSettings(options);
  }

  /** Takes what is stored: at start, and when the database was restored. */
  async load(): Promise<void> {
    const { database, box, onChanged, log } = this.#options;
    const unmoved = await moveFormerWebhook(database, box);
    this.#take(await readSettings(database, KEY));
    await this.#channels.load(database);
    if (unmoved !== undefined) this.#channels.noteError(FORMER_CHANNEL, unmoved);
    for (const warning of this.warnings()) log.warn(warning);
    onChanged({ fields: ['channels', 'cooldown_s', 'quiet_hours'], channels: CHANNELS.map(({ name }) => name) });
  }

  /** Changes what is given, all or nothing. @throws ProblemError `invalid_request`, `webhook_not_allowed` */
  update(change: UpdateNotificationSettings): Promise<Shown> {
    const done = this.#lastChange
      .then(() => this.#change(change))
      .catch((failure: unknown) => {
        throw toldFormerly(failure, change);
      });
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  shown(): Shown {
    const { environment, conditionOf } = this.#options;
    const { cooldownS, quietHours } = this.#current;
    const channels = this.#channels.shown(conditionOf);
    return {
      channels,
      ...formerFields(channels, environment.WEBHOOK_ALLOWED_HOSTS),
      cooldown_s: this.cooldownS(),
      cooldown_source: cooldownS === undefined ? 'environment' : 'settings',
      quiet_hours: quietHours ?? null,
    };
  }

  /** The channels that are set up now. */
  channels(): ActiveChannel[] {
    return this.#channels.active();
  }

  cooldownS(): number {
    return this.#current.cooldownS ?? this.#options.environment.ALERT_COOLDOWN_S;
  }

  /** When the quiet hours that `now` is in end. */
  quietUntil(now: Date): Date | undefined {
    return this.#current.quietHours && quietUntil(this.#current.quietHours, now);
  }

  /** What the owner should mend. */
  warnings(): string[] {
    return this.#channels.warnings();
  }

  async #change(change: UpdateNotificationSettings): Promise<Shown> {
    const { channels: _channels, discord_webhook: _webhook, ...value } = change;
    const planned = this.#channels.planned(channelChanges(change));
    const names = planned.map(({ channel }) => channel.name);
    const stored = await inTransaction(this.#options.database, async (connection) => {
      for (const channel of planned) await this.#channels.write(connection, channel);
      // Once its channel is set anew, what could not be moved there is of no use.
      const secret = names.includes(FORMER_CHANNEL) ? null : undefined;
      return changeSettings(connection, KEY, { value, secret });
    });
    this.#take(stored);
    for (const channel of planned) this.#channels.take(channel);
    this.#options.onChanged({ fields: Object.keys(change), channels: names });
    return this.shown();
  }

  #take({ value }: StoredSettings): void {
    this.#current = {
      // What another version stored and this one does not understand counts as not set.
      cooldownS: cooldownSchema
        .optional()
        .catch(undefined)
        .parse(value.cooldown_s ?? undefined),
      quietHours: quietHoursSchema
        .optional()
        .catch(undefined)
        .parse(value.quiet_hours ?? undefined),
    };
  }
}
