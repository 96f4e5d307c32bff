import { randomBytes } from 'node:crypto';
import { ProblemError } from '@plantops/shared/problem.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import type { UpdateHomeAssistantSettings } from '@plantops/shared/settings/home-assistant.ts';
import { DISCOVERY_PREFIX, HOME_BROKERS } from '@plantops/shared/settings/home-assistant-names.ts';
import { z } from 'zod';
import type { HomeBrokerAddress } from '../../broker/home-link.ts';
import type { Queryable } from '../../db/pool.ts';
import { changeSettings, readSettings, type StoredSettings } from '../../db/repositories/settings.ts';
import { isForbiddenHost } from '../../outgoing/forbidden-address.ts';
import { type SecretBox, SecretBoxError } from '../settings/secret-box.ts';

export interface HomeSettingsOptions {
  database: Queryable;
  box: SecretBox;
}

const KEY = 'home_assistant';

/** Where this server speaks: at its own broker, or at another. */
const placeSchema = z.object({
  broker: z.enum(HOME_BROKERS),
  url: z.string().nullable(),
  username: z.string().nullable(),
  password: z.string().nullable(),
  ca_certificate: z.string().nullable(),
  discovery_prefix: z.string(),
});
export type HomePlace = z.infer<typeof placeSchema>;

const storedSchema = z.object({
  enabled: z.boolean().catch(false),
  ...placeSchema.omit({ password: true, broker: true }).shape,
  broker: z.enum(HOME_BROKERS).catch('own'),
  url: z.string().nullable().catch(null),
  username: z.string().nullable().catch(null),
  ca_certificate: z.string().nullable().catch(null),
  discovery_prefix: z.string().catch(DISCOVERY_PREFIX),
  dashboard_url: z.string().nullable().catch(null),
  language: z.enum(LANGUAGES).nullable().catch(null),
  instance: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .nullable()
    .catch(null),
  account: z.object({ hash: z.string(), created_at: z.string() }).nullable().catch(null),
});
const sealedSchema = z.object({
  password: z.string().nullable().catch(null),
  leaving: z.array(placeSchema).catch([]),
});

const settingSchema = placeSchema.extend({ enabled: z.boolean() });

type Current = z.infer<typeof storedSchema> & z.infer<typeof sealedSchema>;

const NOTHING: Current = { ...storedSchema.parse({}), ...sealedSchema.parse({}) };

const badField = (pointer: string, detail: string): ProblemError =>
  new ProblemError('invalid_request', `The body is not valid: ${pointer} ${detail}`, [{ pointer, detail }]);

/** Whether what is said at one place stands where the other's does. */
export const isSamePlace = (one: HomePlace, other: HomePlace): boolean =>
  one.broker === other.broker &&
  (one.broker === 'own' || (one.url === other.url && one.discovery_prefix === other.discovery_prefix));

/** The address of a place as people know it. */
export const placeName = ({ broker, url }: HomePlace): string =>
  broker === 'own' || url === null ? 'own' : new URL(url).host;

/** What is set about Home Assistant, and at which brokers something is still to be removed. Kept in memory. */
export class HomeSettings {
  readonly #options: HomeSettingsOptions;
  #current: Current = NOTHING;
  /** Why what is sealed cannot be used. */
  #error: string | undefined;
  /** Changes are made one after another, so that memory matches the last one stored. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: HomeSettingsOptions) {
    this.#options = options;
  }

  get current(): Omit<Current, 'leaving'> {
    return this.#current;
  }

  /** Why the stored password cannot be used, as a sentence. */
  get error(): string | undefined {
    return this.#error;
  }

  /** Where to speak; undefined: nowhere. */
  get place(): HomePlace | undefined {
    const { enabled, broker, url } = this.#current;
    if (!enabled || (broker === 'other' && (url === null || this.#error !== undefined))) return undefined;
    return broker === 'own' ? { ...NOTHING_OF_OTHER, broker } : placeSchema.parse(this.#current);
  }

  /** Places at which what was said is still to be removed. */
  get leaving(): readonly HomePlace[] {
    return this.#current.leaving;
  }

  /** By which the topics of this server are told from another's; made once. */
  get instance(): string {
    if (this.#current.instance === null) throw new Error('Home Assistant was never switched on');
    return this.#current.instance;
  }

  /** Loads what is stored: at start, and after a backup was restored. */
  async load(): Promise<void> {
    this.#take(await readSettings(this.#options.database, KEY));
  }

  /**
   * Changes the given fields. What was said elsewhere is to be removed there from then on.
   * @throws ProblemError `invalid_request` if a stored password would be sent to another broker, or for a forbidden address
   */
  update(change: UpdateHomeAssistantSettings): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#current;
      const { password, ...fields } = change;
      this.#check(change);
      const from = this.place;
      const value = { ...fields, instance: before.instance ?? randomBytes(4).toString('hex') };
      const nextPassword = password === undefined ? before.password : password;
      const next = settingSchema.parse({ ...before, ...value, password: nextPassword });
      const isMoved = from !== undefined && !(next.enabled && isSamePlace(from, next));
      const leaving = [...before.leaving, ...(isMoved ? [from] : [])].filter(
        (place) => !(next.enabled && isSamePlace(place, next)),
      );
      await this.#store(value, { password: nextPassword, leaving });
    });
  }

  /** What was said there has been removed. */
  left(place: HomePlace): Promise<void> {
    return this.#inTurn(async () => {
      const { password, leaving } = this.#current;
      await this.#store({}, { password, leaving: leaving.filter((each) => !isSamePlace(each, place)) });
    });
  }

  /** The account of Home Assistant at the own broker; null removes it. */
  setAccount(account: Current['account']): Promise<void> {
    return this.#inTurn(async () => {
      const { password, leaving } = this.#current;
      await this.#store({ account }, { password, leaving });
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#lastChange.then(work);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  #check({ enabled, broker, url, password, username }: UpdateHomeAssistantSettings): void {
    const before = this.#current;
    if (url && isForbiddenHost(new URL(url)))
      throw badField('/url', 'must not be an address inside of a cloud or link-local');
    const isElsewhere = url !== undefined && url !== before.url;
    if (before.password !== null && password === undefined && isElsewhere)
      throw badField('/password', 'is needed again, since it would be sent to another broker; null removes it');
    const next = { ...before, ...(enabled !== undefined && { enabled }), ...(broker && { broker }) };
    const nextUrl = url === undefined ? before.url : url;
    if (next.enabled && next.broker === 'other' && nextUrl === null)
      throw badField('/url', 'is needed for another broker');
    const nextName = username === undefined ? before.username : username;
    const nextPassword = password === undefined ? before.password : password;
    if (nextPassword !== null && nextName === null) throw badField('/username', 'is needed with a password');
  }

  async #store(value: Record<string, unknown>, sealed: z.infer<typeof sealedSchema>): Promise<void> {
    const { database, box } = this.#options;
    const isEmpty = sealed.password === null && sealed.leaving.length === 0;
    const secret = isEmpty ? null : box.seal(KEY, JSON.stringify(sealed));
    this.#take(await changeSettings(database, KEY, { value, secret }));
  }

  #take({ value, secret }: StoredSettings): void {
    this.#error = undefined;
    const stored = storedSchema.parse(value);
    // A backup of before it was made takes it away, and the house would see all plants as new.
    this.#current = { ...stored, instance: stored.instance ?? this.#current.instance, ...this.#opened(secret) };
  }

  #opened(secret: Buffer | null): z.infer<typeof sealedSchema> {
    const nothing = { password: null, leaving: [] };
    if (!secret) return nothing;
    try {
      return sealedSchema.parse(JSON.parse(this.#options.box.open(KEY, secret)));
    } catch (failure) {
      if (!(failure instanceof SecretBoxError)) throw failure;
      this.#error = `The password of the broker for Home Assistant is not used: ${failure.message}`;
      return nothing;
    }
  }
}

const NOTHING_OF_OTHER = {
  url: null,
  username: null,
  password: null,
  ca_certificate: null,
  discovery_prefix: DISCOVERY_PREFIX,
} as const;

/** How the place is reached. @param own the broker of this server, and its login there */
export function addressOf(
  place: HomePlace,
  own: { url: string; username: string; password: string },
): HomeBrokerAddress {
  if (place.broker === 'own' || place.url === null) return { ...own, ca: undefined, isTyped: false };
  return {
    url: place.url,
    username: place.username ?? undefined,
    password: place.password ?? undefined,
    ca: place.ca_certificate ?? undefined,
    isTyped: true,
  };
}
