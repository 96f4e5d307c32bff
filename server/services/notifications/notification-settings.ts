import {
  cooldownSchema,
  type Digest,
  digestSchema,
  type NotificationSettings as Shown,
  type QuietHours,
  quietHoursSchema,
  type UpdateNotificationSettings,
} from '@plantops/shared/settings/notification-settings.ts';
import { type Language, LANGUAGES } from '@plantops/shared/settings/display.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Environment } from '../../config/environment.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import { changeSettings, readSettings, type StoredSettings } from '../../db/repositories/settings.ts';
import type { SecretBox } from '../settings/secret-box.ts';
import type { ActiveChannel, SendContext } from './channel.ts';
import { writeRules } from './channel-rules.ts';
import { CHANNEL_NAMES, ChannelSettings } from './channel-settings.ts';
import type { ChannelCondition } from './channel-conditions.ts';
import { channelChanges, FORMER_CHANNEL, formerFields, moveFormerWebhook, toldFormerly } from './former-webhook.ts';
import type { OutboxChange } from './outbox.ts';
import type { PushBrowsers } from './web-push/push-browsers.ts';
import { pushChannel, shownPush, WEB_PUSH } from './web-push/push-channel.ts';
import { quietUntil } from './quiet-hours.ts';

export interface NotificationSettingsOptions {
  database: Database;
  box: SecretBox;
  /** Provides the values of settings that are not stored. */
  environment: Environment;
  clock: Clock;
  /** The browsers that show notifications. Absent: there are none. */
  push?: PushBrowsers;
  /** The language of the dashboard. Absent: each browser decides. */
  displayLanguage?: () => 'auto' | Language;
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
  language: Language | undefined;
}

/**
 * Where alerts are sent, how often, and when not. Kept in memory, because every reading uses them; the database is read
 * at start and after a restore.
 */
export class NotificationSettings {
  readonly #options: NotificationSettingsOptions;
  readonly #channels: ChannelSettings;
  #current: Current = { cooldownS: undefined, quietHours: undefined, digest: undefined, language: undefined };
  /** Updates run one after another, so that memory always matches the last one stored. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: NotificationSettingsOptions) {
    this.#options = options;
    this.#channels = new ChannelSettings({ ...options, language: () => this.language() });
  }

  /** Reads the stored settings: at start, and after a backup was restored. */
  async load(): Promise<void> {
    const { database, box, onChanged, log } = this.#options;
    const unmoved = await moveFormerWebhook(database, box);
    this.#take(await readSettings(database, KEY));
    await this.#channels.load(database);
    await this.#options.push?.load();
    if (unmoved !== undefined) this.#channels.noteError(FORMER_CHANNEL, unmoved);
    for (const warning of this.warnings()) log.warn(warning);
    onChanged({ fields: ['channels', 'cooldown_s', 'quiet_hours'], channels: CHANNEL_NAMES });
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
    const { push } = this.#options;
    return {
      channels: push
        ? [...channels, shownPush(push, this.#channels.rulesOf(WEB_PUSH), conditionOf(WEB_PUSH))]
        : channels,
      ...formerFields(channels, environment.WEBHOOK_ALLOWED_HOSTS),
      cooldown_s: this.cooldownS(),
      cooldown_source: cooldownS === undefined ? 'environment' : 'settings',
      quiet_hours: quietHours ?? null,
      digest: digest ?? null,
      language: this.#current.language ?? null,
      language_used: this.language(),
    };
  }

  /** The channels that are set up. */
  channels(): ActiveChannel[] {
    const { push, clock } = this.#options;
    const context = (): SendContext => ({ clock, language: this.language(), secrets: [] });
    return push
      ? [...this.#channels.active(), ...pushChannel(push, this.#channels.rulesOf(WEB_PUSH), context)]
      : this.#channels.active();
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

  /** The language of messages. */
  language(): Language {
    const shown = this.#options.displayLanguage?.() ?? 'auto';
    return this.#current.language ?? (shown === 'auto' ? 'en' : shown);
  }

  /** Problems that the owner should fix, as sentences. */
  warnings(): string[] {
    return this.#channels.warnings();
  }

  async #change(change: UpdateNotificationSettings): Promise<Shown> {
    const { channels: _channels, discord_webhook: _webhook, channel_rules: ruleChanges = {}, ...value } = change;
    const planned = this.#channels.planned(channelChanges(change));
    const names = planned.map(({ channel }) => channel.name);
    const rules = this.#channels.plannedRules(ruleChanges);
    const stored = await inTransaction(this.#options.database, async (connection) => {
      for (const channel of planned) await this.#channels.write(connection, channel);
      for (const [name, ofChannel] of rules) await writeRules(connection, name, ofChannel);
      // A former webhook that could not be moved is obsolete once its channel is changed.
      const secret = names.includes(FORMER_CHANNEL) ? null : undefined;
      return changeSettings(connection, KEY, { value, secret });
    });
    this.#take(stored);
    for (const channel of planned) this.#channels.take(channel);
    for (const [name, ofChannel] of rules) this.#channels.takeRules(name, ofChannel);
    this.#options.onChanged({
      fields: Object.keys(change),
      channels: [...new Set([...names, ...rules.map(([name]) => name)])],
    });
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
      language: LANGUAGES.find((language) => language === value.language),
    };
  }
}
