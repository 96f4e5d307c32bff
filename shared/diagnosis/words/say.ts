/**
 * A diagnosis in words: what was found, what is asked for, what was set aside and why, and when water is due. Made at the
 * time of reading, in the reader's language.
 */
import { daysBetween } from '../../plain-date.ts';
import { spoken } from '#spoken';
import type { Ask } from '../codes.ts';
import type { Diagnosis, Settlement, WateringAnchor } from '../diagnosis.ts';
import type { PlantFacts } from '../facts.ts';
import type { Language, TemperatureUnit } from '../../settings/display.ts';
import { siteOf } from '../site.ts';
import { type About, dateText, daysText, type Sayable, said } from './said.ts';

export type { About, Sayable } from './said.ts';

export interface FindingWords {
  /** A headline without the plant's name and without a full stop, such as "Too dry: soil at 12%". */
  title: string;
  /** One or two sentences with the figures and the period. */
  text: string;
  /** What to do, as sentences; empty where nothing is asked for. */
  advice: string;
}

/** An overdue watering is told by its days only while they mean something. */
const LONGEST_OVERDUE_DAYS = 60;

/** Whom the sentences about a plant are about. */
export const aboutPlant = (facts: PlantFacts, language: Language, temperatureUnit: TemperatureUnit): About => ({
  language,
  temperatureUnit,
  name: facts.plant.name,
  today: facts.today,
  site: siteOf(facts),
});

/** What is asked for, as one imperative sentence. */
export const askWords = (ask: Ask, { language, site }: Pick<About, 'language' | 'site'>): string =>
  spoken(language).diagnosis.asks[ask](site === 'balcony' || site === 'garden');

/**
 * A finding in words.
 * @param kept the requests that were not dropped (`Diagnosis.asks`): only these are advised. Left out: all of the finding
 */
export function findingWords(
  finding: Sayable & { asks?: readonly Ask[] },
  about: About,
  kept?: readonly Ask[],
): FindingWords {
  // What limits ask for that contradict the species is dropped even where another finding asks for the same.
  const isOwn = (ask: Ask): boolean => finding.code !== 'limits_unlike_species' || ask === 'check_limits';
  const advised = (finding.asks ?? []).filter((ask) => isOwn(ask) && (kept?.includes(ask) ?? true));
  return {
    ...spoken(about.language).diagnosis.findings[finding.code](said(finding, about)),
    // A site that was guessed is known to the finding only.
    advice: advised
      .map((ask) => askWords(ask, finding.evidence.outdoors === true ? { ...about, site: 'balcony' } : about))
      .join(' '),
  };
}

/** Why something is not asked for, as one sentence. */
export function settlementWords({ dropped, kept, rule }: Settlement, about: About): string {
  const { names, rules, notAsked } = spoken(about.language).diagnosis;
  const isItself = kept === null || kept === dropped;
  const sentence = notAsked(names[dropped], rules[rule], isItself ? null : names[kept]);
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/**
 * When to water next, as one sentence.
 * @param asks what is asked for: a watering that is not is not told as one
 */
export function nextWateringWords(
  { next, not_before: notBefore, soil, every_days: every, anchor, basis }: WateringAnchor,
  about: About,
  asks: readonly Ask[],
): string {
  const { language, today } = about;
  const words = spoken(language).diagnosis.nextWatering;
  if (next === null) return words.onceDry(dateText(notBefore ?? today, language));
  const days = daysBetween(today, next);
  const on = dateText(next, language);
  if (days <= 0 && asks.includes('water_after_frost')) return words.afterFrost;
  if (days === 0) return soil !== null && asks.includes('water_now') ? words.today : words.todayIfDry;
  if (days < 0) {
    const isLong = -days > LONGEST_OVERDUE_DAYS || daysBetween(anchor, today) > LONGEST_OVERDUE_DAYS + every;
    if (isLong) return words.unknown;
    return basis === 'species' ? words.usual(on) : words.overdue(daysText(-days, language, true), on);
  }
  return days === 1 ? words.tomorrow(on) : words.later(daysText(days, language, true), on);
}

/** Everything that a diagnosis says, in its order. */
export function diagnosisWords({ findings, asks, settled, watering }: Diagnosis, about: About) {
  return {
    findings: findings.map((finding) => findingWords(finding, about, asks)),
    asks: asks.map((ask) => askWords(ask, about)),
    settled: settled.map((settlement) => settlementWords(settlement, about)),
    next_watering: nextWateringWords(watering, about, asks),
  };
}
