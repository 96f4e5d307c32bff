/** Every text of a node in the editor is there in every language. */
import { readFileSync } from 'node:fs';
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

    it('is spoken of in German, not in English, in the German editor', () => {
      const { label } = nodeTexts(definition, 'de');
      expect([label, helpOf(type, 'de').trim()]).not.toEqual([
        nodeTexts(definition, 'en').label,
        helpOf(type, 'en').trim(),
      ]);
    });

    it('has help in every language, with the same parts and of the same fields', () => {
      const english = helpOf(type, 'en');
      const german = helpOf(type, 'de');
      expect(foundIn(german, /^### .*$/gm)).toEqual(foundIn(english, /^### .*$/gm));
      expect(new Set(foundIn(german, /`[^`]+`/g))).toEqual(new Set(foundIn(english, /`[^`]+`/g)));
    });

    it('names other nodes in its German help as the German palette does', () => {
      const known = new Set(plantOpsNodes.map((node) => nodeTexts(node.definition, 'de').label));
      const fields = Object.values(nodeTexts(definition, 'de').fields).map((texts) => texts.label);
      const said = foundIn(helpOf(type, 'de').replaceAll(/\s+/g, ' '), /Knoten \*[^*]+\*/g).map((text) =>
        text.slice(8, -1),
      );
      expect(said.filter((name) => !known.has(name) && !fields.includes(name))).toEqual([]);
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
