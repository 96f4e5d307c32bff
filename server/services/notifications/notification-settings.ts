import { ProblemError } from '@plantops/shared/problem.ts';
import {
  cooldownSchema,
  type NotificationSettings as Shown,
  type QuietHours,
  quietHoursSchema,
  type UpdateNotificationSettings,
} from '@plantops/shared/settings/notification-settings.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { changeSettings, readSettings, type StoredSettings } from '../../db/repositories/settings.ts';
import { quietUntil } from './quiet-hours.ts';
import { type SecretBox, SecretBoxError } from '../settings/secret-box.ts';
import { allowedWebhook, DISCORD_HOSTS, maskedWebhook } from './webhook-address.ts';

export interface NotificationSettingsOptions {
  database: Queryable;
  box: SecretBox;
  /** What counts where nothing is set. */
  environment: { webhook: URL | undefined; allowedHosts: readonly string[]; cooldownS: number };
  onChanged: (change: { webhook: boolean }) => void;
  log: Logger;
}

const KEY = 'notifications';

interface Current {
  webhook: URL | undefined;
  /** Why the webhook that is stored cannot be used. */
  webhookError: string | undefined;
  cooldownS: number | undefined;
  quietHours: QuietHours | undefined;
}

/** Where alerts are told, how often, and when not. In memory, since every reading asks; the database is asked at start. */
export class NotificationSettings {
  readonly #options: NotificationSettingsOptions;
  #current: Current = { webhook: undefined, webhookError: undefined, cooldownS: undefined, quietHours: undefined };
  /** Changes are made one after another, so that what is in memory is the last one stored. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: NotificationSettingsOptions) {
    this.#options = options;
  }

  /** Takes what is stored: at start, and when the database was restored. */
  async load(): Promise<void> {
    this.#take(await readSettings(this.#options.database, KEY));
    if (this.#current.webhookError) this.#options.log.warn(this.#current.webhookError);
    this.#options.onChanged({ webhook: true });
  }

  /** Changes what is given. @throws ProblemError `webhook_not_allowed` */
  update(change: UpdateNotificationSettings): Promise<Shown> {
    const done = this.#lastChange.then(() => this.#change(change));
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  shown(): Shown {
    const { environment } = this.#options;
    const { webhookError, cooldownS, quietHours } = this.#current;
    const webhook = this.webhook();
    return {
      discord_webhook: webhook ? maskedWebhook(webhook) : null,
      discord_webhook_source: this.#current.webhook ? 'settings' : webhook ? 'environment' : 'none',
      discord_webhook_error: webhookError ?? null,
      allowed_hosts: [...DISCORD_HOSTS, ...environment.allowedHosts],
      cooldown_s: this.cooldownS(),
      cooldown_source: cooldownS === undefined ? 'environment' : 'settings',
      quiet_hours: quietHours ?? null,
    };
  }

  /** Where to send to now. Secret. */
  webhook(): URL | undefined {
    return this.#current.webhook ?? this.#options.environment.webhook;
  }

  cooldownS(): number {
    return this.#current.cooldownS ?? this.#options.environment.cooldownS;
  }

  /** When the quiet hours that `now` is in end. */
  quietUntil(now: Date): Date | undefined {
    return this.#current.quietHours && quietUntil(this.#current.quietHours, now);
  }

  /** What the owner should mend. */
  warnings(): string[] {
    return this.#current.webhookError ? [this.#current.webhookError] : [];
  }

  async #change({ discord_webhook: webhook, ...value }: UpdateNotificationSettings): Promise<Shown> {
    const { database, box, environment, onChanged } = this.#options;
    const secret = webhook == null ? webhook : box.seal(KEY, allowedWebhook(webhook, environment.allowedHosts).href);
    this.#take(await changeSettings(database, KEY, { value, secret }));
    onChanged({ webhook: webhook !== undefined });
    return this.shown();
  }

  #take({ value, secret }: StoredSettings): void {
    const webhook = secret && this.#openWebhook(secret);
    this.#current = {
      webhook: webhook instanceof URL ? webhook : undefined,
      webhookError: typeof webhook === 'string' ? webhook : undefined,
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

  /** The address, or why it cannot be used: alerts that go nowhere are better than a server that does not start. */
  #openWebhook(secret: Buffer): URL | string {
    try {
      return allowedWebhook(this.#options.box.open(KEY, secret), this.#options.environment.allowedHosts);
    } catch (failure) {
      if (failure instanceof SecretBoxError || failure instanceof ProblemError)
        return `The Discord webhook from Settings is not used: ${failure.message}`;
      throw failure;
    }
  }
}
