/** Writes what a schema allows as a TypeScript type, for the completion of `msg` in the flow editor. Pure. */
import { z } from 'zod';

interface JsonSchema {
  type?: string | string[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: unknown;
  isDate?: boolean;
}

const literal = (value: unknown): string => JSON.stringify(value);

const WORDS: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** @param definitions that schemas refer to by name */
function textOf(schema: JsonSchema, definitions: Record<string, JsonSchema>): string {
  const { type, $ref, enum: choices, anyOf, items, properties, required = [], isDate } = schema;
  const inner = (one: JsonSchema): string => textOf(one, definitions);
  if (isDate) return 'Date';
  if ($ref !== undefined) return inner(definitions[$ref.split('/').at(-1) ?? ''] ?? {});
  if ('const' in schema) return literal(schema.const);
  if (choices) return choices.map(literal).join(' | ');
  if (anyOf) return anyOf.map(inner).join(' | ');
  if (type === 'array') return `Array<${items ? inner(items) : 'any'}>`;
  if (properties) {
    const fields = Object.entries(properties).map(
      ([name, field]) => `${name}${required.includes(name) ? '' : '?'}: ${inner(field)}`,
    );
    return `{ ${fields.join('; ')} }`;
  }
  return [type]
    .flat()
    .map((word) => WORDS[word ?? ''] ?? 'any')
    .join(' | ');
}

/** @param schema of a property of a message */
export function typescriptOf(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, {
    io: 'output',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'date') (jsonSchema as JsonSchema).isDate = true;
    },
  }) as JsonSchema;
  return textOf(json, json.$defs ?? {});
}
