/** The texts of a node in the flow editor, by language. They become Node-RED's locale files. Pure. */
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import type { Language, Words } from '@plantops/shared/settings/display.ts';
import type { z } from 'zod';
import { metaOf } from './config.ts';
import type { NodeFacts } from './define-node.ts';

interface FieldTexts {
  label: string;
  hint?: string;
  /** The values of a choice in words. */
  choices?: Record<string, string>;
}

/** What a locale file of a node holds. Node-RED fills in `__min__` and `__max__`. */
export interface NodeTexts {
  label: string;
  name: string;
  /** Of the field for a PlantOps server, which only a Node-RED that is not PlantOps' own shows. */
  server: string;
  /** What is wrong with a number, and with the length of a text. */
  range: string;
  length: string;
  fields: Record<string, FieldTexts>;
}

const NAME: Words = { en: 'Name', de: 'Name' };
const SERVER: Words = { en: 'PlantOps server', de: 'PlantOps-Server' };
const RANGE: Words = {
  en: 'must be a number from __min__ to __max__',
  de: 'muss eine Zahl von __min__ bis __max__ sein',
};
const LENGTH: Words = {
  en: 'must have __min__ to __max__ characters',
  de: 'muss __min__ bis __max__ Zeichen haben',
};

/** The choices of an enum, also one wrapped in a default; undefined for other fields. */
export function optionsOf(schema: z.ZodType): readonly string[] | undefined {
  const inner =
    'unwrap' in schema && typeof schema.unwrap === 'function'
      ? (schema as { unwrap: () => z.ZodType }).unwrap()
      : schema;
  return 'options' in inner && Array.isArray(inner.options) ? (inner.options as string[]) : undefined;
}

/** @throws Error if a field's choice has a value without words */
export function nodeTexts({ type, label, config }: NodeFacts, language: Language): NodeTexts {
  const fieldTexts = (key: string, schema: z.ZodType): FieldTexts => {
    const { label: name, hint, choices } = metaOf(schema);
    const options = optionsOf(schema)?.map((option) => {
      const words = choices?.[option];
      if (!words) throw new Error(`${type}: the field ${key} has no words for its choice "${option}"`);
      return [option, inLanguage(words, language)] as const;
    });
    return {
      label: inLanguage(name, language),
      ...(hint && { hint: inLanguage(hint, language) }),
      ...(options && { choices: Object.fromEntries(options) }),
    };
  };
  return {
    label: inLanguage(label, language),
    name: inLanguage(NAME, language),
    server: inLanguage(SERVER, language),
    range: inLanguage(RANGE, language),
    length: inLanguage(LENGTH, language),
    fields: Object.fromEntries(Object.entries(config.shape).map(([key, schema]) => [key, fieldTexts(key, schema)])),
  };
}
