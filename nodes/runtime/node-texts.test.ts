/** Every text of a node in the editor is there in every language. */
import { existsSync, readFileSync } from 'node:fs';
import { LANGUAGES, type Language } from '@plantops/shared/settings/display.ts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { helpFileOf, plantOpsNodes } from '../registry.ts';
import { field } from './config.ts';
import { nodeTexts } from './node-texts.ts';

/** The texts by their keys, such as `fields.kind.label`. */
const textsOf = (tree: object, above = ''): Map<string, unknown> =>
  new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? [...textsOf(value, `${above}${key}.`)]
        : [[above + key, value] as const],
    ),
  );
const helpOf = (type: string, language: Language): string =>
  readFileSync(new URL(`../${helpFileOf(type, language)}`, import.meta.url), 'utf8');
/** How a help page names a node, in each language beside English. */
const NODES_NAMED = {
  de: /Knoten \*[^*]+\*/g,
  es: /nodos? \*[^*]+\*/g,
  fr: /nœuds? \*[^*]+\*/g,
};
const STOCK = ['catch', 'change', 'mqtt in', 'inject'];
/** German is asked of every node; in the others, the English help is shown where there is none. */
const helpLanguagesOf = (type: string) =>
  (['de', 'es', 'fr'] as const).filter(
    (language) => language === 'de' || existsSync(new URL(`../${helpFileOf(type, language)}`, import.meta.url)),
  );
const foundIn = (text: string, pattern: RegExp): string[] => text.match(pattern) ?? [];

describe.each(plantOpsNodes.map(({ definition }) => [definition.type, definition] as const))(
  '%s',
  (type, definition) => {
    it('has its label and the texts of its form in every language', () => {
      const [first, ...others] = LANGUAGES.map((language) => textsOf(nodeTexts(definition, language)));
      for (const texts of [first, ...others]) {
        expect([...(texts?.keys() ?? [])]).toEqual([...(first?.keys() ?? [])]);
        for (const [key, text] of texts ?? []) expect(text, key).toMatch(/\S/);
      }
    });

    it.each(helpLanguagesOf(type))('is spoken of in its own words in %s, not in English', (language) => {
      expect(helpOf(type, language).trim()).not.toBe(helpOf(type, 'en').trim());
    });

    it.each(helpLanguagesOf(type))('has help in %s, with the same parts and of the same fields', (language) => {
      const english = helpOf(type, 'en');
      const other = helpOf(type, language);
      expect(foundIn(other, /^### .*$/gm)).toEqual(foundIn(english, /^### .*$/gm));
      expect(new Set(foundIn(other, /`[^`]+`/g))).toEqual(new Set(foundIn(english, /`[^`]+`/g)));
    });

    it.each(helpLanguagesOf(type))('names other nodes in its help in %s as the palette does', (language) => {
      const known = plantOpsNodes.map((node) => nodeTexts(node.definition, language).label);
      const own = nodeTexts(definition, language);
      const fields = Object.values(own.fields).map((texts) => texts.label);
      const said = foundIn(helpOf(type, language).replaceAll(/\s+/g, ' '), NODES_NAMED[language]).map((text) =>
        text.slice(text.indexOf('*') + 1, -1),
      );
      expect(said.filter((name) => ![...known, ...fields, ...STOCK].includes(name))).toEqual([]);
    });
  },
);

it('a choice without words keeps the pack from being built', () => {
  const kind = field(z.enum(['wet', 'dry']), {
    label: { en: 'Kind', de: 'Art' },
    choices: { wet: { en: 'wet', de: 'nass' } },
  });
  const facts = {
    type: 'plantops-x',
    label: { en: 'x', de: 'x' },
    colour: '#fff',
    outputs: {},
    config: z.object({ kind }),
  };
  expect(() => nodeTexts({ ...facts, type: 'plantops-x' }, 'de')).toThrow(
    'plantops-x: the field kind has no words for its choice "dry"',
  );
});
