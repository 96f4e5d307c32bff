import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { field, metaOf, numberField, optionalNumberField, readConfig } from './config.ts';

const schema = z.object({
  count: numberField({ label: { en: 'Count', de: 'Count (de)' } }, { min: 1, max: 10, default: 3 }),
  limit: optionalNumberField({ label: { en: 'Limit', de: 'Limit (de)' } }, { min: 0, max: 100 }),
});

describe('readConfig', () => {
  it.each([
    [{}, { count: 3 }],
    [
      { count: '', limit: '' },
      { count: 3, limit: undefined },
    ],
    [
      { count: null, limit: null },
      { count: 3, limit: undefined },
    ],
    [
      { count: '7', limit: '0' },
      { count: 7, limit: 0 },
    ],
    [
      { count: 10, limit: 99.5 },
      { count: 10, limit: 99.5 },
    ],
  ])('reads %j', (saved, config) => {
    expect(readConfig(schema, [], saved)).toEqual(config);
  });

  it.each([[{ count: 0 }], [{ count: 11 }], [{ count: 'many' }], [{ count: 'NaN' }], [{ count: {} }]])(
    'refuses %j, naming the field',
    (saved) => {
      expect(() => readConfig(schema, [], saved)).toThrow(/^Check this node's settings: count: /);
    },
  );

  it('names every wrong field', () => {
    expect(() => readConfig(schema, [], { count: 0, limit: 101 })).toThrow(/count: .*; limit: /);
  });

  it('runs the missing upgrades in order without changing the saved configuration', () => {
    const upgrades = [
      (config: Record<string, unknown>) => ({ ...config, count: Number(config.number) }),
      (config: Record<string, unknown>) => ({ ...config, count: Number(config.count) * 2 }),
    ];
    const oldest = Object.freeze({ number: '2' });
    expect(readConfig(schema, upgrades, oldest).count).toBe(4);
    expect(readConfig(schema, upgrades, { configVersion: 1, count: 3 }).count).toBe(6);
    expect(readConfig(schema, upgrades, { configVersion: 2, count: 3 }).count).toBe(3);
    expect(readConfig(schema, upgrades, { configVersion: 9, count: 3 }).count).toBe(3);
  });
});

describe('the editor labels', () => {
  it('are the given ones, with a default for a field without one', () => {
    expect(
      metaOf(
        field(z.string(), {
          label: { en: 'Name', de: 'Name (de)' },
          hint: { en: 'of the plant', de: 'of the plant (de)' },
        }),
      ),
    ).toEqual({
      label: { en: 'Name', de: 'Name (de)' },
      hint: { en: 'of the plant', de: 'of the plant (de)' },
    });
    expect(metaOf(z.string())).toEqual({ label: { en: 'Value', de: 'Wert' } });
  });
});
