/** Texts that stand in English beside what they describe are in the folders of all other languages. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { inEveryLanguage, inLanguage } from '@plantops/shared/languages/terms.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** Whose texts are not those of a language, or are of a test. */
const APART =
  /(^|\/)(node_modules|dist|package-dist|languages|testing|e2e|stories|library|simulator|bench|torture)\/|\.test\.ts$/;
const FILES = globSync(['shared/**/*.ts', 'nodes/**/*.ts', 'server/**/*.ts'], {
  cwd: PROJECT,
  exclude: ['**/node_modules/**'],
}).filter((file) => !APART.test(file));

const TEXT = String.raw`(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;
const BESIDE = new RegExp(String.raw`\ben:\s*(${TEXT}),\s*de:\s*(${TEXT})`, 'g');
/** What a string of the source means. */
const read = (source: string): string => source.slice(1, -1).replaceAll(/\\(.)/g, '$1');
/** Names of products, and what is the same in all languages. */
const isName = (english: string, german: string): boolean => english === german || english === 'English';

const found = new Map<string, string>();
for (const file of FILES)
  for (const [, en = '', de = ''] of readFileSync(path.join(PROJECT, file), 'utf8').matchAll(BESIDE))
    if (!isName(read(en), read(de))) found.set(read(en), file);

describe.each(LANGUAGES.filter((language) => language !== 'en' && language !== 'de'))('the terms of %s', (language) => {
  it('have every text that stands beside what it describes', () => {
    expect(found.size).toBeGreaterThan(100);
    const missing = [...found].filter(([english]) => spoken(language).terms[english] === undefined);
    expect(missing.map(([english, file]) => `${file}: ${english}`)).toEqual([]);
  });

  it('fill in the same values', () => {
    const placeholders = (text: string): string => (text.match(/\{\w+\}|__\w+__/g) ?? []).toSorted().join(' ');
    const differing = Object.entries(spoken(language).terms).filter(
      ([en, said]) => placeholders(en) !== placeholders(said),
    );
    expect(differing).toEqual([]);
  });
});

it('no code outside of the folders decides by the language what is said', () => {
  const decides = FILES.filter((file) =>
    /language\s*[=!]==\s*'\w\w'|isGerman|isEnglish/.test(readFileSync(path.join(PROJECT, file), 'utf8')),
  );
  // The library has common names in English and German only; the label under a node is drawn by a script of the
  // editor; files of help in English have no language in their names;
  // messages are made in English and then said in another language.
  expect(decides.toSorted()).toEqual([
    'nodes/editor/figure-words.ts',
    'nodes/registry.ts',
    'server/services/care/care-context.ts',
    'server/services/notifications/message-language.ts',
  ]);
});

it('a text is said as it was written, by its term, or in English', () => {
  const words = { en: 'Password', de: 'Passwort' };
  expect(LANGUAGES.map((language) => inLanguage(words, language))).toEqual(Object.values(inEveryLanguage(words)));
  expect(inEveryLanguage(words)).toEqual({ en: 'Password', de: 'Passwort', es: 'Contraseña', fr: 'Mot de passe' });
  expect(inLanguage({ en: 'Nobody has translated this' }, 'es')).toBe('Nobody has translated this');
});
