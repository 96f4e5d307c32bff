/**
 * Texts in the owner's language. Those of the first screen are part of the page in English; all others, and other
 * languages, are loaded when they are needed.
 */
import { speak } from '@plantops/shared/diagnosis/words/say.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { ref } from 'vue';
import type { en } from './en';
import { first } from './en/first';
import { preferences } from './preferences';

export type MessageKey = keyof typeof en;
type Messages = Record<MessageKey, string>;

/** How the texts of a language are loaded: those of the first screen, and all. */
interface Source {
  first: () => Promise<Partial<Messages>>;
  all: () => Promise<Messages>;
}

/** With how a plant is, which cards say. */
async function firstGerman(): Promise<Partial<Messages>> {
  const [{ first }, { GERMAN_DIAGNOSIS }] = await Promise.all([
    import('./de/first'),
    import('@plantops/shared/diagnosis/words/german.ts'),
  ]);
  speak('de', GERMAN_DIAGNOSIS);
  return first;
}

const SOURCES: Record<Language, Source> = {
  en: { first: () => Promise.resolve(first), all: async () => (await import('./en')).en },
  de: { first: firstGerman, all: async () => (await Promise.all([import('./de'), firstGerman()]))[0].de },
};

/** What is loaded. */
const known: Record<Language, Partial<Messages>> = { en: first, de: {} };
/** Counts what arrived later. Only who asked for a text that was not there follows it, and is drawn anew. */
const arrivals = ref(0);
/** What was asked for so far: a language that is chosen later is loaded to the same extent. */
let extent: keyof Source = 'first';
let chosen: Language = 'en';
const loaded = new Map<string, Promise<void>>();

/** Loads texts once; after a failure, again when they are next asked for. */
function load(language: Language, part: keyof Source): Promise<void> {
  const key = `${language} ${part}`;
  const begun = loaded.get(key);
  if (begun) return begun;
  const loading = SOURCES[language][part]().then(
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

/** `one | many`; `none | one | many` where there are three. */
function formFor(n: number, forms: readonly string[]): string {
  const index = forms.length > 2 ? Math.min(Math.abs(n), forms.length - 1) : Math.abs(n) === 1 ? 0 : 1;
  return forms[index] ?? forms[0] ?? '';
}

/**
 * The text for a key, with its `{placeholders}` filled in; `n` also chooses between `one | many`. Follows changes of
 * the language.
 */
export function text(key: MessageKey, values: Record<string, string | number> = {}): string {
  const message = known[preferences.language][key] ?? known.en[key];
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

export const hasText = (key: string): key is MessageKey => key in known.en || key in known[preferences.language];

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
