import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Digest as DigestSettings } from '@plantops/shared/settings/notification-settings.ts';
import type { Logger } from 'pino';
import { Temporal } from 'temporal-polyfill';
import type { Queryable } from '../../db/pool.ts';
import { type DigestFacts, readDigest } from '../../db/repositories/digest.ts';
import { changeSettings, readSettings } from '../../db/repositories/settings.ts';

export interface DigestOptions {
  database: Queryable;
  /** When the owner wants it; undefined: not at all. */
  settings: () => DigestSettings | undefined;
  /** Tells the owner on every channel. */
  tell: (text: string) => void;
  clock: Clock;
  log: Logger;
}

const LOOK_MS = 30_000;
/** A digest that is late by more than this, since the server was off, is left out (ms). */
const LATEST_MS = 2 * 3_600_000;
const DAY_MS = 86_400_000;
/** The most alerts that are named. */
const MOST_ALERTS = 20;

const lines = (title: string, parts: readonly string[]): string[] =>
  parts.length === 0 ? [] : [`${title}: ${parts.slice(0, MOST_ALERTS).join(', ')}${more(parts.length)}`];
const more = (count: number): string => (count > MOST_ALERTS ? `, and ${count - MOST_ALERTS} more` : '');

/** The digest as text, in English as all messages are; one line where there is nothing to tell. */
export function digestText({ dry, offline, stale, alerts }: DigestFacts): string {
  const told = [
    ...lines('Needs water', dry),
    ...lines('Silent', [...offline, ...stale.map(({ plant, message }) => `${plant} (${message})`)]),
    ...lines(
      'Alerts since yesterday',
      alerts.map(({ plant, message, isOpen }) => `${plant} (${message}${isOpen ? '' : ', over'})`),
    ),
  ];
  return told.length > 0
    ? told.join('\n')
    : 'All is well: nothing needs water, nothing is silent, no alerts since yesterday.';
}

/** Once a day, at the time that the owner chose: what needs water, what is silent, and what alerts there were. */
export class Digest {
  readonly #options: DigestOptions;
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: DigestOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = this.#options.clock.every(LOOK_MS, () => void this.look());
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#looking;
  }

  /** Sends the digest if it is due and was not sent today. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((failure: unknown) => this.#options.log.warn({ err: failure }, 'the digest waits for the database'))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { database, settings, tell, clock } = this.#options;
    const wanted = settings();
    if (!wanted) return;
    const now = clock.now();
    const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
      .toZonedDateTimeISO(wanted.time_zone)
      .toPlainDate();
    const dueMs = today.toZonedDateTime({ timeZone: wanted.time_zone, plainTime: wanted.at }).epochMilliseconds;
    if (now.getTime() < dueMs || now.getTime() > dueMs + LATEST_MS) return;
    const { value } = await readSettings(database, 'notifications');
    if (value.digest_sent_on === today.toString()) return;
    const text = digestText(await readDigest(database, new Date(now.getTime() - DAY_MS)));
    await changeSettings(database, 'notifications', { value: { digest_sent_on: today.toString() } });
    tell(text);
  }
}
