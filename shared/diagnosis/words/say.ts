/**
 * A diagnosis in words: what was found, what is asked for, what was set aside and why, and when water is due. Made at the
 * time of reading, in the reader's language. It speaks English, and what `speak` gives it: words.ts has all languages.
 */
import { daysBetween } from '../../plain-date.ts';
import type { Ask, DiagnosisCode } from '../codes.ts';
import type { Diagnosis, Settlement, WateringAnchor } from '../diagnosis.ts';
import type { PlantFacts } from '../facts.ts';
import type { Language, TemperatureUnit } from '../../settings/display.ts';
import { type AsksInLanguage, ENGLISH_ASKS } from './asks.ts';
import { ENGLISH, type Told } from './en.ts';
import { siteOf } from '../site.ts';
import { type About, dateText, daysText, type Said, type Sayable, said } from './said.ts';

export type { About, Sayable } from './said.ts';

export interface FindingWords {
  /** A headline without the plant's name and without a full stop, such as "Too dry: soil at 12%". */
  title: string;
  /** One or two sentences with the figures and the period. */
  text: string;
  /** What to do, as sentences; empty where nothing is asked for. */
  advice: string;
}

/** All words of a diagnosis in one language. */
export interface DiagnosisLanguage extends AsksInLanguage {
  findings: Readonly<Record<DiagnosisCode, (said: Said) => Told>>;
}

const ENGLISH_DIAGNOSIS: DiagnosisLanguage = { findings: ENGLISH, ...ENGLISH_ASKS };
const spoken = new Map<Language, DiagnosisLanguage>([['en', ENGLISH_DIAGNOSIS]]);

/** From now on diagnoses are also told in this language; in one that was not given they are told in English. */
export function speak(language: Language, words: DiagnosisLanguage): void {
  spoken.set(language, words);
}

const wordsIn = (language: Language): DiagnosisLanguage => spoken.get(language) ?? ENGLISH_DIAGNOSIS;

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
  wordsIn(language).asks[ask](site === 'balcony' || site === 'garden');

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
    ...wordsIn(about.language).findings[finding.code](said(finding, about)),
    // A site that was guessed is known to the finding only.
    advice: advised
      .map((ask) => askWords(ask, finding.evidence.outdoors === true ? { ...about, site: 'balcony' } : about))
      .join(' '),
  };
}

/** Why something is not asked for, as one sentence. */
export function settlementWords({ dropped, kept, rule }: Settlement, about: About): string {
  const { names, rules } = wordsIn(about.language);
  const why = rules[rule];
  const isItself = kept === null || kept === dropped;
  const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
  if (about.language === 'de')
    return `${capital(names[dropped])} wird nicht verlangt, denn ${why}${isItself ? '' : `; verlangt wird: ${names[kept]}`}.`;
  return `${capital(names[dropped])} is not asked for, because ${why}${isItself ? '' : `; what is asked for is ${names[kept]}`}.`;
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
  const isGerman = language === 'de';
  if (next === null) {
    const on = dateText(notBefore ?? today, language);
    return isGerman
      ? `Gegossen wird erst wieder, wenn die Erde getrocknet ist, nicht vor dem ${on}.`
      : `It is watered again only once the soil has dried, not before ${on}.`;
  }
  const days = daysBetween(today, next);
  const on = dateText(next, language);
  if (days <= 0 && asks.includes('water_after_frost')) {
    return isGerman ? 'Gießen ist am nächsten frostfreien Tag dran.' : 'Watering is due on the next day without frost.';
  }
  if (days === 0 && soil !== null && asks.includes('water_now'))
    return isGerman ? 'Gießen ist heute dran.' : 'Watering is due today.';
  if (days === 0)
    return isGerman ? 'Heute ist Gießen dran: Prüfe zuerst die Erde.' : 'Watering is due today: check the soil first.';
  if (days < 0) {
    const isLong = -days > LONGEST_OVERDUE_DAYS || daysBetween(anchor, today) > LONGEST_OVERDUE_DAYS + every;
    if (isLong) {
      return isGerman
        ? 'Wann zuletzt gegossen wurde, ist nicht bekannt: Prüfe die Erde heute.'
        : 'When it was last watered is not known: check the soil today.';
    }
    if (basis === 'species') {
      return isGerman
        ? `Wie bei ihrer Art üblich gerechnet ist Gießen seit dem ${on} dran: Prüfe die Erde heute.`
        : `Going by what is usual for its kind, water has been due since ${on}: check the soil today.`;
    }
    return isGerman
      ? `Gießen ist seit ${daysText(-days, language, true)} überfällig (${on}): Prüfe die Erde heute.`
      : `Watering has been overdue for ${daysText(-days, language)} (${on}): check the soil today.`;
  }
  if (days === 1) return isGerman ? `Gießen ist morgen dran (${on}).` : `The next watering is tomorrow (${on}).`;
  return isGerman
    ? `Das nächste Gießen ist in etwa ${daysText(days, language, true)} dran (${on}).`
    : `The next watering is in about ${daysText(days, language)} (${on}).`;
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
