import { createHash } from 'node:crypto';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Language, Words } from '@plantops/shared/settings/display.ts';
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import {
  MOST_PUSH_BROWSERS,
  type Push,
  type PushBrowser,
  type SubscribeBrowser,
} from '@plantops/shared/settings/push.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { z } from 'zod';
import type { Queryable } from '../../../db/pool.ts';
import {
  listSettings,
  readSettings,
  removeSettings,
  replaceSettings,
  type SettingsKey,
  type StoredSettings,
} from '../../../db/repositories/settings.ts';
import { type SecretBox, SecretBoxError } from '../../settings/secret-box.ts';
import type { SendContext, SendResult } from '../channel.ts';
import { postJson } from '../http-post.ts';
import { cutTo, titleOf, type Tone, toneOf } from '../message-look.ts';
import { secretsOfAddress } from '../webhook-address.ts';
import { encryptedFor } from './push-encryption.ts';
import { checkPushService } from './push-service.ts';
import { makeVapidKeys, publicKeyOf, readVapidKeys, vapidAuthorization, type VapidKeys } from './vapid.ts';

const KEYS: SettingsKey = 'push_keys';
const browserKey = (id: string): SettingsKey => `push_browser:${id}`;

const labelSchema = z.object({ label: z.string(), created_at: z.iso.datetime() });
const addressSchema = z.object({
  endpoint: z.url(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
});
type Address = z.infer<typeof addressSchema>;
interface Browser extends Address {
  label: string;
  createdAt: string;
  lastError: string | undefined;
}

/** For how long a service keeps a message for a browser that is off (s). */
const KEPT_S = 24 * 3600;
/** The most of a text: what is encrypted must fit into 4096 bytes, and a screen shows less. */
const MAX_TEXT = 700;
/** By which a phone decides whether it wakes for the message (RFC 8030, 5.3). */
const URGENCY: Readonly<Record<Tone, string>> = { trouble: 'high', warning: 'high', silence: 'normal', good: 'normal' };

const WHO: Words = { en: 'The push service of the browser', de: 'Der Push-Dienst des Browsers' };
const NOBODY: Words = {
  en: 'No browser is left that wants messages: turn them on again in Settings, in the browser',
  de: 'Kein Browser will noch Nachrichten: schalte sie in den Einstellungen wieder ein, im Browser selbst',
};

const idOf = (endpoint: string): string => `push_${createHash('sha256').update(endpoint).digest('hex').slice(0, 16)}`;

/** The page that a notification opens. */
const pageOf = ({ kind, plant, device }: NoticeMessage): string => {
  if (plant) return `/plants/${encodeURIComponent(plant.id)}`;
  if (device) return '/devices';
  return kind === 'system' ? '/system' : kind === 'digest' ? '/' : '/alerts';
};

export interface PushBrowsersOptions {
  database: Queryable;
  box: SecretBox;
  /** Hosts that the operator allows besides the known push services. */
  allowedHosts: readonly string[];
  /** Called when browsers were added, or are gone. */
  onChanged: () => void;
  clock: Clock;
}

/**
 * The browsers that show notifications themselves, and the keys by which their services know this server. Addresses and
 * keys are encrypted at rest; a backup has neither.
 */
export class PushBrowsers {
  readonly #options: PushBrowsersOptions;
  readonly #browsers = new Map<string, Browser>();
  #keys: VapidKeys | undefined;

  constructor(options: PushBrowsersOptions) {
    this.#options = options;
  }

  /** Reads what is stored. Without keys that can be read, makes new ones: browsers that know others are gone then. */
  async load(): Promise<void> {
    const { database, box } = this.#options;
    this.#browsers.clear();
    const keys = this.#opened(KEYS, await readSettings(database, KEYS));
    this.#keys = keys === undefined ? undefined : readVapidKeys(keys);
    if (!this.#keys) {
      this.#keys = makeVapidKeys();
      await replaceSettings(database, KEYS, { value: {}, secret: box.seal(KEYS, JSON.stringify(this.#keys)) });
    }
    for (const { key, ...stored } of await listSettings(database, 'push_browser:')) {
      const browser = keys === undefined ? undefined : this.#browserOf(key, stored);
      if (browser) this.#browsers.set(idOf(browser.endpoint), browser);
      else await removeSettings(database, key);
    }
  }

  get size(): number {
    return this.#browsers.size;
  }

  shown(): Push {
    if (!this.#keys) throw new Error('the keys for push messages are not loaded');
    const browsers = [...this.#browsers].map(([id, browser]) => shownBrowser(id, browser));
    return {
      public_key: publicKeyOf(this.#keys),
      browsers: browsers.toSorted((one, other) => one.created_at.localeCompare(other.created_at)),
    };
  }

  /**
   * Adds a browser, or renews what is known of it.
   * @throws ProblemError `webhook_not_allowed`, `push_limit_reached`, `invalid_request`
   */
  async add({ endpoint, keys, label }: SubscribeBrowser, browserName: string): Promise<PushBrowser> {
    const { database, box, allowedHosts, onChanged, clock } = this.#options;
    checkPushService(endpoint, allowedHosts);
    checkKeys(keys);
    const id = idOf(endpoint);
    if (!this.#browsers.has(id) && this.#browsers.size >= MOST_PUSH_BROWSERS)
      throw new ProblemError(
        'push_limit_reached',
        `There are ${MOST_PUSH_BROWSERS} browsers already: remove one first`,
      );
    const createdAt = clock.now().toISOString();
    const browser = { endpoint, keys, label: label ?? browserName, createdAt, lastError: undefined };
    await replaceSettings(database, browserKey(id), {
      value: { label: browser.label, created_at: createdAt },
      secret: box.seal(browserKey(id), JSON.stringify({ endpoint, keys })),
    });
    this.#browsers.set(id, browser);
    onChanged();
    return shownBrowser(id, browser);
  }

  /** @throws ProblemError `push_browser_not_found` */
  async remove(id: string): Promise<void> {
    if (!this.#browsers.has(id)) throw new ProblemError('push_browser_not_found', `There is no browser ${id}`);
    await this.#forget(id);
  }

  /** Sends to all browsers. It counts as sent if one of them has it. Those that want no more are forgotten. */
  async send(message: NoticeMessage, context: SendContext): Promise<SendResult> {
    const results = await Promise.all(
      [...this.#browsers].map(([id, browser]) => this.#sendTo(id, browser, message, context)),
    );
    const byOutcome = (outcome: SendResult['outcome']): SendResult | undefined =>
      results.find((result) => result?.outcome === outcome);
    return (
      byOutcome('sent') ??
      byOutcome('paused') ??
      byOutcome('unreachable') ??
      byOutcome('refused') ?? { outcome: 'refused', reason: inLanguage(NOBODY, context.language) }
    );
  }

  /** @returns undefined if the browser is gone */
  async #sendTo(
    id: string,
    browser: Browser,
    message: NoticeMessage,
    context: SendContext,
  ): Promise<SendResult | undefined> {
    if (!this.#keys) throw new Error('the keys for push messages are not loaded');
    let status: number | undefined;
    const tone = toneOf(message.kind);
    const result = await postJson({
      url: browser.endpoint,
      headers: {
        authorization: vapidAuthorization(browser.endpoint, this.#keys, context.clock.now()),
        'content-type': 'application/octet-stream',
        'content-encoding': 'aes128gcm',
        ttl: String(KEPT_S),
        urgency: URGENCY[tone],
      },
      body: encryptedFor(browser.keys, notificationText(message, context.language)),
      receiver: inLanguage(WHO, context.language),
      answered: (given) => {
        status = given;
      },
      context: { ...context, secrets: secretsOfAddress(browser.endpoint) },
    });
    // The browser, or its owner, has ended the subscription.
    if (status === 404 || status === 410) {
      // If the database is away, it is asked again after the next start, and is gone then.
      await this.#forget(id).catch(() => undefined);
      return undefined;
    }
    browser.lastError = 'reason' in result ? result.reason : undefined;
    return result;
  }

  async #forget(id: string): Promise<void> {
    this.#browsers.delete(id);
    await removeSettings(this.#options.database, browserKey(id));
    this.#options.onChanged();
  }

  #browserOf(key: SettingsKey, stored: StoredSettings): Browser | undefined {
    const label = labelSchema.safeParse(stored.value);
    const opened = this.#opened(key, stored);
    if (opened === undefined || !label.success) return undefined;
    const address = addressSchema.safeParse(JSON.parse(opened));
    if (!address.success) return undefined;
    return { ...address.data, label: label.data.label, createdAt: label.data.created_at, lastError: undefined };
  }

  /** @returns undefined for a secret that there is not, or that cannot be opened */
  #opened(key: SettingsKey, { secret }: StoredSettings): string | undefined {
    if (!secret) return undefined;
    try {
      return this.#options.box.open(key, secret);
    } catch (failure) {
      if (failure instanceof SecretBoxError) return undefined;
      throw failure;
    }
  }
}

/** @throws ProblemError `invalid_request` for a key that is no point of the curve */
function checkKeys(keys: SubscribeBrowser['keys']): void {
  try {
    encryptedFor(keys, '');
  } catch {
    const detail = 'is not a key';
    throw new ProblemError('invalid_request', `The body is not valid: /keys/p256dh ${detail}`, [
      { pointer: '/keys/p256dh', detail },
    ]);
  }
}

/** What the dashboard's service worker (`ui/public/push-worker.js`) shows, as JSON. */
function notificationText(message: NoticeMessage, language: Language): string {
  return JSON.stringify({
    title: cutTo(titleOf(message, language) ?? 'PlantOps', 100),
    body: cutTo(message.text, MAX_TEXT),
    // A later message about the same alert takes the place of the earlier one.
    tag: message.alert ? `alert-${message.alert.id}` : message.id,
    page: pageOf(message),
  });
}

const shownBrowser = (id: string, { label, createdAt, lastError }: Browser): PushBrowser => ({
  id,
  label,
  created_at: createdAt,
  last_error: lastError ?? null,
});
