/**
 * What the durability watch says of the system: each check with what was seen and what to do, in the owner's language.
 * Without schemas, so that the browser does not have to load them; those are in `api/durability.ts`.
 */
import { sizeText } from '../size-text.ts';
import { inLanguage } from '../languages/terms.ts';
import type { Language, Words } from '../settings/display.ts';
import { CHECK_WORDS, type CheckCode } from './check-words.ts';

/** The checks, in the order in which people read them. */
export const CHECK_NAMES = [
  'canary',
  'broker_store',
  'broker_queue',
  'broker_session',
  'database',
  'database_jobs',
  'disk',
  'backup',
  'machine',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/**
 * - `ok`: as it should be.
 * - `warning`: nothing is lost, and the owner should know.
 * - `failing`: readings are not stored safely now. `/readyz` answers 503, and the owner is sent one message.
 * - `unknown`: not looked at yet, or not this server's to look at.
 */
export const CHECK_STATES = ['ok', 'warning', 'failing', 'unknown'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** What the words are made with: figures and short texts, never a secret. */
export type CheckFigures = Readonly<Record<string, number | string>>;

/** What a check has found. */
export interface CheckResult {
  state: CheckState;
  /** Names the words. */
  code: CheckCode;
  figures: CheckFigures;
}

/** What people read of a check. */
export interface CheckText {
  /** What was seen: a sentence. */
  words: string;
  /** What to do; empty where there is nothing to do. */
  remedy: string;
}

export const CHECK_TITLES: Readonly<Record<CheckName, Words>> = {
  canary: { en: 'Way of a reading', de: 'Weg eines Messwerts' },
  broker_store: { en: "Broker's store", de: 'Speicher des Brokers' },
  broker_queue: { en: "Broker's queue", de: 'Warteschlange des Brokers' },
  broker_session: { en: 'Session at the broker', de: 'Sitzung beim Broker' },
  database: { en: 'Database', de: 'Datenbank' },
  database_jobs: { en: "Database's jobs", de: 'Aufgaben der Datenbank' },
  disk: { en: 'Disk', de: 'Datenträger' },
  backup: { en: 'Backup', de: 'Sicherung' },
  machine: { en: 'Machine', de: 'Rechner' },
};

const MEGABYTE = 2 ** 20;

/** The text with its figures in place of `{name}`; numbers as the language writes them, those in MB (`_mb`) as a size. */
const filled = (text: string, figures: CheckFigures, language: Language): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = figures[name] ?? '?';
    if (typeof value !== 'number') return value;
    return name.endsWith('_mb')
      ? sizeText(value * MEGABYTE, language)
      : value.toLocaleString(language, { maximumFractionDigits: 1 });
  });

/** What people read of a check. */
export function checkText({ code, figures }: Pick<CheckResult, 'code' | 'figures'>, language: Language): CheckText {
  const { words, remedy } = CHECK_WORDS[code];
  return {
    words: filled(inLanguage(words, language), figures, language),
    remedy: filled(remedy ? inLanguage(remedy, language) : '', figures, language),
  };
}
