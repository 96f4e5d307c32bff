import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { DiagnosisCode } from '@plantops/shared/diagnosis/codes.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import { findingWords } from '@plantops/shared/diagnosis/words/say.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { Language, TemperatureUnit } from '@plantops/shared/settings/display.ts';
import type { Digest as DigestSettings } from '@plantops/shared/settings/notification-settings.ts';
import type { Logger } from 'pino';
import { Temporal } from 'temporal-polyfill';
import type { Queryable } from '../../db/pool.ts';
import { type DigestFacts, readDigest } from '../../db/repositories/digest.ts';
import { changeSettings, readSettings } from '../../db/repositories/settings.ts';
import { alertLine } from './alert-lines.ts';

export interface DigestOptions {
  database: Queryable;
  /** When the owner wants it; undefined: not at all. */
  settings: () => DigestSettings | undefined;
  /** How a plant is, as everything else that speaks of it says; undefined if it was not judged yet. */
  diagnosisOf: (plantId: string) => Diagnosis | undefined;
  temperatureUnit: () => Promise<TemperatureUnit>;
  /** That messages are written in. */
  language: () => Language;
  /** Tells the owner on every channel. */
  tell: (text: string) => void;
  clock: Clock;
  log: Logger;
}

const LOOK_MS = 30_000;
/** A digest that is late by more than this, since the server was off, is left out (ms). */
const LATEST_MS = 2 * 3_600_000;
const DAY_MS = 86_400_000;
/** What is told by saying that a plant needs water. */
const WATER_CODES: readonly DiagnosisCode[] = ['soil_dry', 'watering_due'];
/** The most plants or alerts that are named in a line. */
const MOST_ALERTS = 20;

/** What is due at plants: what is told of each of them is what its page says, too. */
interface Due {
  /** Plants to be watered today. */
  water: string[];
  /** Plants that are in danger, and those to look at, each with what was found. */
  urgent: string[];
  attention: string[];
}

function lines(title: string, parts: readonly string[], language: Language): string[] {
  if (parts.length === 0) return [];
  const left = parts.length - MOST_ALERTS;
  const more = left > 0 ? `, ${spoken(language).messages.joined.more(left)}` : '';
  return [`${title}: ${parts.slice(0, MOST_ALERTS).join(', ')}${more}`];
}

/** Whether a plant is to be watered today, as its diagnosis says after conflicts were settled. */
const needsWater = ({ asks, watering }: Diagnosis, today: string): boolean =>
  asks.includes('water_now') || (watering.next !== null && watering.next <= today);

/** What the diagnoses say is due. @param about the words of a finding, without the plant's name */
function dueOf(
  plants: DigestFacts['plants'],
  diagnosisOf: (plantId: string) => Diagnosis | undefined,
  { today, temperatureUnit, language }: { today: string; temperatureUnit: TemperatureUnit; language: Language },
): Due {
  const due: Due = { water: [], urgent: [], attention: [] };
  for (const { id, name } of plants) {
    const diagnosis = diagnosisOf(id);
    if (!diagnosis) continue;
    const [first] = diagnosis.findings;
    const isThirsty = needsWater(diagnosis, today);
    if (isThirsty) due.water.push(name);
    if (!first || (diagnosis.level !== 'urgent' && diagnosis.level !== 'attention')) continue;
    // That it needs water has been said.
    if (isThirsty && WATER_CODES.includes(first.code)) continue;
    const { title } = findingWords(first, { language, temperatureUnit, name, today, site: null });
    due[diagnosis.level].push(`${name} (${title})`);
  }
  return due;
}

/** The digest as text; one line where there is nothing to tell. */
export function digestText(
  { offline, stale, alerts }: Omit<DigestFacts, 'plants'>,
  due: Due,
  language: Language = 'en',
): string {
  const words = spoken(language).messages.digest;
  const about = (plant: string, message: string): string => `${plant} (${alertLine(message, language)})`;
  const silent = [...offline, ...stale.map(({ plant, message }) => about(plant, message))];
  const told = [
    ...lines(words.urgent, due.urgent, language),
    ...lines(words.water, due.water, language),
    ...lines(words.attention, due.attention, language),
    ...lines(words.silent, silent, language),
    ...lines(
      words.alerts,
      alerts.map(({ plant, message, isOpen }) =>
        isOpen ? about(plant, message) : about(plant, message).replace(/\)$/, `, ${words.over})`),
      ),
      language,
    ),
  ];
  return told.length > 0 ? told.join('\n') : words.nothing;
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
    const { database, settings, diagnosisOf, temperatureUnit, language, tell, clock } = this.#options;
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
    const { plants, ...facts } = await readDigest(database, new Date(now.getTime() - DAY_MS));
    const about = { today: today.toString(), temperatureUnit: await temperatureUnit(), language: language() };
    const text = digestText(facts, dueOf(plants, diagnosisOf, about), language());
    await changeSettings(database, 'notifications', { value: { digest_sent_on: today.toString() } });
    tell(text);
  }
}
