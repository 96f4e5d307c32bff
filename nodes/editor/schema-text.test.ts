import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { typescriptOf } from './schema-text.ts';

const named = z.object({ min: z.number().nullable() }).meta({ id: 'NamedForThisTest' });

describe('a schema as TypeScript', () => {
  it.each([
    [z.string().max(5), 'string'],
    [z.int(), 'number'],
    [z.string().nullable(), 'string | null'],
    [z.preprocess((value) => value, z.date()), 'Date'],
    [z.enum(['a', 'b']), '"a" | "b"'],
    [z.literal(true), 'true'],
    [z.array(z.boolean()), 'Array<boolean>'],
    [z.unknown(), 'any'],
    [z.looseObject({ a: z.number(), b: z.object({ c: z.string() }).optional() }), '{ a: number; b?: { c: string } }'],
    [z.object({ one: named, two: named }), '{ one: { min: number | null }; two: { min: number | null } }'],
  ])('%#: %s', (schema, text) => {
    expect(typescriptOf(schema)).toBe(text);
  });
});
