import { isDeepStrictEqual } from 'node:util';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import { type Language, perLanguage, type Words } from '@plantops/shared/settings/display.ts';
import type {
  HomeAccount,
  HomeAssistantSettings,
  UpdateHomeAssistantSettings,
} from '@plantops/shared/settings/home-assistant.ts';
import { HOME_ACCOUNT } from '@plantops/shared/settings/home-assistant-names.ts';
import type { Logger } from 'pino';
import { brokerHash, newPassword } from '../../broker/password-hash.ts';
import type { SyncCredentials } from '../devices/sync-credentials.ts';
import type { Journal } from '../plants/journal.ts';
import type { HomeAnnouncer } from './home-announcer.ts';
import { addressOf, type HomePlace, type HomeSettings, isSamePlace, placeName } from './home-settings.ts';
import { HomeTopics } from './home-topics.ts';
import { HomeVoice } from './home-voice.ts';

export interface HomeAssistantOptions {
  settings: HomeSettings;
  announcer: HomeAnnouncer;
  /** The broker of this server, and what this room logs in with there. */
  ownBroker: { url: string; username: string; password: string };
  /** The address of that broker for somebody who reached the server under this host name. */
  brokerFor: (requestHost: string) => { host: string; port: number };
  syncCredentials: SyncCredentials;
  /** Makes a password what the own broker reads; as Mosquitto does by default. */
  hashForBroker?: (password: string) => Promise<string>;
  journal: Pick<Journal, 'add'>;
  /** Has readings told of, until the returned function is called. */
  wantReadings: () => () => void;
  clock: Clock;
  log: Logger;
}

/** How long a change waits for the broker, so that its answer says whether it works (ms). */
const ANSWER_MS = 5000;

/** Announces plants and devices to Home Assistant, at the own broker or at the house's. */
export class HomeAssistant {
  readonly #options: HomeAssistantOptions;
  #voice: HomeVoice | undefined;
  #place: HomePlace | undefined;
  readonly #leaving = new Map<HomeVoice, HomePlace>();
  #unwantReadings: (() => void) | undefined;
  #isRunning = false;
  #onChanged = new Set<() => void>();
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: HomeAssistantOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#isRunning = true;
    for (const place of this.#options.settings.leaving) void this.#leave(this.#newVoice(place), place, true);
    await this.#follow();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    await this.#lastChange;
    await this.#options.announcer.end();
    this.#unwantReadings?.();
    const voices = [...(this.#voice ? [this.#voice] : []), ...this.#leaving.keys()];
    await Promise.all(voices.map((voice) => voice.stop()));
  }

  /** What is set may be other than before: a backup was restored. */
  async reload(): Promise<void> {
    await this.#options.settings.load();
    await this.#options.syncCredentials([HOME_ACCOUNT]);
    await this.#inTurn(() => this.#follow());
  }

  /** @throws ProblemError `invalid_request` */
  async update(change: UpdateHomeAssistantSettings): Promise<HomeAssistantSettings> {
    await this.#inTurn(async () => {
      await this.#options.settings.update(change);
      await this.#follow();
    });
    await this.#known();
    return this.shown();
  }

  /**
   * Makes the account by which Home Assistant logs in at the own broker, or a new password for it.
   * @throws ProblemError `broker_unavailable`
   */
  async makeAccount(requestHost: string): Promise<HomeAccount> {
    const { settings, syncCredentials, hashForBroker = brokerHash, brokerFor, clock } = this.#options;
    const password = newPassword();
    await settings.setAccount({ hash: await hashForBroker(password), created_at: clock.now().toISOString() });
    await syncCredentials([HOME_ACCOUNT]);
    return { username: HOME_ACCOUNT, password, mqtt: brokerFor(requestHost) };
  }

  /** @throws ProblemError `broker_unavailable` */
  async removeAccount(): Promise<void> {
    await this.#options.settings.setAccount(null);
    await this.#options.syncCredentials([HOME_ACCOUNT]);
  }

  shown(): HomeAssistantSettings {
    const { settings, announcer } = this.#options;
    const { account, instance: _, password, ...current } = settings.current;
    const voice = this.#voice;
    const reason = voice?.trouble;
    const trouble = reason && this.#place ? troubleAt(this.#place, reason) : undefined;
    const error = trouble?.en;
    return {
      ...current,
      password: password === null ? null : '****',
      account: account && { username: HOME_ACCOUNT, created_at: account.created_at },
      connection: !current.enabled
        ? 'off'
        : error !== undefined || settings.error !== undefined
          ? 'failed'
          : voice?.isOpen
            ? 'connected'
            : 'connecting',
      error: error ?? settings.error ?? null,
      trouble: trouble ?? null,
      home_assistant: voice?.isOpen ? voice.home : null,
      announced: announcer.counts,
      leaving: settings.leaving.map(placeName),
    };
  }

  /** Problems that the owner should fix, as sentences. */
  warnings(): string[] {
    const { error, current } = this.#options.settings;
    return error !== undefined && current.enabled ? [error] : [];
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#lastChange.then(work);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  /** Speaks where it is set, and is silent elsewhere. */
  async #follow(): Promise<void> {
    if (!this.#isRunning) return;
    const { settings, announcer } = this.#options;
    const [from, to] = [this.#place, settings.place];
    if (isDeepStrictEqual(from, to)) {
      announcer.all();
      return;
    }
    const before = this.#voice;
    await announcer.end();
    this.#voice = undefined;
    this.#place = to;
    if (before && from) {
      if (to && isSamePlace(from, to)) await before.stop();
      else await this.#within(this.#leave(before, from, false));
    }
    for (const [voice, place] of this.#leaving)
      if (to && isSamePlace(place, to)) {
        this.#leaving.delete(voice);
        await voice.stop();
      }
    if (!to) {
      this.#unwantReadings?.();
      this.#unwantReadings = undefined;
      return;
    }
    this.#unwantReadings ??= this.#options.wantReadings();
    this.#voice = this.#newVoice(to);
    this.#voice.start();
    announcer.begin(this.#voice);
  }

  /** Removes what was said there; once that is done, it is forgotten. */
  async #leave(voice: HomeVoice, place: HomePlace, isNew: boolean): Promise<void> {
    this.#leaving.set(voice, place);
    if (isNew) voice.start();
    await voice.leave();
    if (!this.#leaving.delete(voice)) return;
    await this.#options.settings
      .left(place)
      .catch((failure: unknown) =>
        this.#options.log.debug({ err: failure }, 'a broker that was left is not forgotten'),
      );
    // It may be the same broker by another name: then what is said now was removed with the rest.
    this.#voice?.repeat();
  }

  #newVoice(place: HomePlace): HomeVoice {
    const { settings, ownBroker, clock } = this.#options;
    return new HomeVoice({
      broker: addressOf(place, ownBroker),
      clientId: place.broker === 'own' ? ownBroker.username : `plantops_${settings.instance}`,
      topics: new HomeTopics(settings.instance, place.discovery_prefix),
      onWatered: (plantId) => void this.#water(plantId),
      onChanged: () => {
        for (const listener of this.#onChanged) listener();
      },
      clock,
    });
  }

  /** A second press within ten minutes, or one for a plant that is gone, changes nothing. */
  async #water(plantId: string): Promise<void> {
    try {
      await this.#options.journal.add(plantId, { kind: 'watering', again: false });
    } catch (failure) {
      if (!(failure instanceof ProblemError))
        this.#options.log.warn({ err: failure }, 'a watering that Home Assistant told of is not in the journal');
    }
  }

  async #within(work: Promise<void>): Promise<void> {
    await Promise.race([work, new Promise<void>((resolve) => this.#options.clock.after(ANSWER_MS, resolve))]);
  }

  /** Resolves once it is known whether the broker is there, or has taken long enough. */
  #known(): Promise<void> {
    const isKnown = (): boolean => !this.#voice || this.#voice.isOpen || this.#voice.trouble !== undefined;
    if (isKnown()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.#onChanged.delete(look);
        tooLate.cancel();
        resolve();
      };
      const look = (): void => {
        if (isKnown()) end();
      };
      const tooLate = this.#options.clock.after(ANSWER_MS, end);
      this.#onChanged.add(look);
    });
  }
}

/** What is wrong at a broker, as a sentence in each language. */
function troubleAt(place: HomePlace, reason: Words): Record<Language, string> {
  const sentence = (language: Language): string => {
    const { own, at } = spoken(language).broker;
    return `${place.broker === 'own' ? own : at(placeName(place))} ${inLanguage(reason, language)}`;
  };
  return perLanguage(sentence);
}
