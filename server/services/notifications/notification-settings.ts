import {
  cooldownSchema,
  type Digest,
  digestSchema,
  type NotificationSettings as Shown,
  type QuietHours,
  quietHoursSchema,
  type UpdateNotificationSettings,
} from '@plantops/shared/settings/notification-settings.ts';
import type { Clock } from '@plantops/shared/clock.ts';
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
  /** Provides the values of settings that are not stored. */
  environment: Environment;
  clock: Clock;
  /** Called with the names of the changed fields and channels. */
  onChanged: (change: OutboxChange & { fields: readonly string[] }) => void;
  /** Returns the condition of the channel with this name. */
  conditionOf: (channel: string) => ChannelCondition;
  log: Logger;
}

const KEY = 'notifications';

interface Current {
  cooldownS: number | undefined;
  quietHours: QuietHours | undefined;
  digest: Digest | undefined;
}

/**
 * Where alerts are sent, how often, and when not. Kept in memory, because every reading uses them; the database is read
 * at start and after a restore.
 */
export class NotificationSettings {
  readonly #options: NotificationSettingsOptions;
  readonly #channels: ChannelSettings;
  #current: Current = { cooldownS: undefined, quietHours: undefined, digest: undefined };
  /** Updates run one after another, so that memory always matches the last one stored. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: NotificationSettingsOptions) {
    this.#options = options;
    this.#channels = new ChannelSettings({ ...options, language: () => 'en' });
  }

  /** Reads the stored settings: at start, and after a backup was restored. */
  async load(): Promise<void> {
    const { database, box, onChanged, log } = this.#options;
    const unmoved = await moveFormerWebhook(database, box);
    this.#take(await readSettings(database, KEY));
    await this.#channels.load(database);
    if (unmoved !== undefined) this.#channels.noteError(FORMER_CHANNEL, unmoved);
    for (const warning of this.warnings()) log.warn(warning);
    onChanged({ fields: ['channels', 'cooldown_s', 'quiet_hours'], channels: CHANNELS.map(({ name }) => name) });
  }

  /**
   * Changes the given fields, all or none. @returns all settings
   * @throws ProblemError `invalid_request`, `webhook_not_allowed`
   */
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
    const { cooldownS, quietHours, digest } = this.#current;
    const channels = this.#channels.shown(conditionOf);
    return {
      channels,
      ...formerFields(channels, environment.WEBHOOK_ALLOWED_HOSTS),
      cooldown_s: this.cooldownS(),
      cooldown_source: cooldownS === undefined ? 'environment' : 'settings',
      quiet_hours: quietHours ?? null,
      digest: digest ?? null,
    };
  }

  /** The channels that are set up. */
  channels(): ActiveChannel[] {
    return this.#channels.active();
  }

  cooldownS(): number {
    return this.#current.cooldownS ?? this.#options.environment.ALERT_COOLDOWN_S;
  }

  /** The end of the quiet hours that `now` is in; undefined outside quiet hours. */
  quietUntil(now: Date): Date | undefined {
    return this.#current.quietHours && quietUntil(this.#current.quietHours, now);
  }

  /** When the owner wants a digest; undefined: not at all. */
  digest(): Digest | undefined {
    return this.#current.digest;
  }

  /** Problems that the owner should fix, as sentences. */
  warnings(): string[] {
    return this.#channels.warnings();
  }

  async #change(change: UpdateNotificationSettings): Promise<Shown> {
    const { channels: _channels, discord_webhook: _webhook, ...value } = change;
    const planned = this.#channels.planned(channelChanges(change));
    const names = planned.map(({ channel }) => channel.name);
    const stored = await inTransaction(this.#options.database, async (connection) => {
      for (const channel of planned) await this.#channels.write(connection, channel);
      // A former webhook that could not be moved is obsolete once its channel is changed.
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
      // A value that another version stored and this one cannot read counts as unset.
      cooldownS: cooldownSchema
        .optional()
        .catch(undefined)
        .parse(value.cooldown_s ?? undefined),
      quietHours: quietHoursSchema
        .optional()
        .catch(undefined)
        .parse(value.quiet_hours ?? undefined),
      digest: digestSchema
        .optional()
        .catch(undefined)
        .parse(value.digest ?? undefined),
    };
  }
}
