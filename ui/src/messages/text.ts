/**
 * Texts in the owner's language. Those of the first screen are part of the page in English; all others, and other
 * languages, are loaded when they are needed.
 */
import type { texts as english } from '@plantops/shared/languages/en/dashboard/index.ts';
import { texts as first } from '@plantops/shared/languages/en/first.ts';
import { learn } from '@plantops/shared/languages/spoken-later.ts';
import type { FirstWords, PageWords } from '@plantops/shared/languages/words-of-language.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { ref } from 'vue';
import { preferences } from './preferences';

export type MessageKey = keyof typeof english;
type Messages = Record<MessageKey, string>;

/** The folders of the languages; that of a first screen comes with what cards say of plants. */
const FIRST = import.meta.glob<{ texts: Partial<Messages>; words: FirstWords }>([
  '../../../shared/languages/*/first.ts',
  '!../../../shared/languages/en/first.ts',
]);
const ALL = import.meta.glob<{ texts: Messages; words: PageWords }>('../../../shared/languages/*/dashboard/index.ts');

async function firstTexts(language: Language): Promise<Partial<Messages>> {
  const folder = await FIRST[`../../../shared/languages/${language}/first.ts`]?.();
  if (!folder) return first;
  learn(language, folder.words);
  return folder.texts;
}

/** With the first ones, whose words the others speak with. */
async function everyText(language: Language): Promise<Partial<Messages>> {
  const [texts, folder] = await Promise.all([
    firstTexts(language),
    ALL[`../../../shared/languages/${language}/dashboard/index.ts`]?.(),
  ]);
  if (!folder) return texts;
  learn(language, folder.words);
  return folder.texts;
}

/** How the texts of a language are loaded: those of the first screen, and all. */
const SOURCES = { first: firstTexts, all: everyText };

/** What is loaded. */
const known: Partial<Record<Language, Partial<Messages>>> = { en: first };
/** Counts what arrived later. Only who asked for a text that was not there follows it, and is drawn anew. */
const arrivals = ref(0);
/** What was asked for so far: a language that is chosen later is loaded to the same extent. */
let extent: keyof typeof SOURCES = 'first';
let chosen: Language = 'en';
const loaded = new Map<string, Promise<void>>();

/** Loads texts once; after a failure, again when they are next asked for. */
function load(language: Language, part: keyof typeof SOURCES): Promise<void> {
  const key = `${language} ${part}`;
  const begun = loaded.get(key);
  if (begun) return begun;
  const loading = SOURCES[part](language).then(
    (texts) => {
      known[language] = { ...known[language], ...texts };
      arrivals.value += 1;
    },
    (failure: unknown) => {
      loaded.delete(key);
      throw failure;
    },
  );
  loaded.set(key, loading);
  return loading;
}

/** Loads the texts beyond the first screen, for a page or a part of one that comes later. */
export function allTexts(): Promise<void> {
  extent = 'all';
  return load(chosen, 'all');
}

const plurals = new Map<Language, Intl.PluralRules>();

/** `one | many`: a form for each plural that the language has, in the order in which `Intl` lists them. */
function formFor(n: number, forms: readonly string[]): string {
  const { language } = preferences;
  const rules = plurals.get(language) ?? new Intl.PluralRules(language);
  plurals.set(language, rules);
  return forms[rules.resolvedOptions().pluralCategories.indexOf(rules.select(n))] ?? forms.at(-1) ?? '';
}

/**
 * The text for a key, with its `{placeholders}` filled in; `n` also chooses between plurals. Follows changes of the
 * language.
 */
export function text(key: MessageKey, values: Record<string, string | number> = {}): string {
  const message = known[preferences.language]?.[key] ?? known.en?.[key];
  if (message === undefined) {
    // Asked for before it was loaded: it is there a moment later.
    if (arrivals.value >= 0) allTexts().catch(() => undefined);
    return '';
  }
  const form = message.includes(' | ')
    ? formFor(typeof values.n === 'number' ? values.n : 1, message.split(' | '))
    : message;
  return form.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

export const hasText = (key: string): key is MessageKey =>
  key in (known.en ?? {}) || key in (known[preferences.language] ?? {});

/**
 * Switches all texts to another language, unless yet another is chosen before its texts are loaded. The language stays
 * as it is if its texts cannot be loaded.
 */
export async function useLanguage(language: Language): Promise<void> {
  chosen = language;
  await load(language, extent);
  if (chosen !== language) return;
  preferences.language = language;
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}
