import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reading, rejection } from '@plantops/shared/flows/message-types.ts';
import { plantOpsNodes } from '../registry.ts';
import { field, numberField, optionalNumberField } from './config.ts';
import { editorHtml, helpHtml } from './editor-template.ts';
import { nodeTexts } from './node-texts.ts';

const definition = {
  type: 'plantops-sample' as const,
  label: { en: 'sample "one"', de: 'sample "one" (de)' },
  colour: '#abcdef',
  input: reading,
  outputs: { yes: reading, no: rejection },
  upgrades: [(config: Record<string, unknown>) => config],
  config: z.object({
    kind: field(z.enum(['wet_soil', 'dry_soil']).default('dry_soil'), {
      label: { en: 'Kind', de: 'Art' },
      choices: { wet_soil: { en: 'wet', de: 'nass' }, dry_soil: { en: 'dry', de: 'trocken' } },
    }),
    count: numberField(
      { label: { en: 'Count', de: 'Count (de)' }, hint: { en: 'pieces', de: 'pieces (de)' } },
      { min: 1, max: 10, default: 3 },
    ),
    limit: optionalNumberField({ label: { en: 'Limit', de: 'Limit (de)' } }, { min: 0, max: 100 }),
    words: field(z.string().min(1).max(5).default('x'), { label: { en: 'Words', de: 'Words (de)' } }),
  }),
};

const SET = '@plantops/nodes/plantops-sample';

/** Runs the registration script as the editor would. Texts are their keys. */
function registrationOf(html: string): {
  type: string;
  options: Record<string, unknown> & { label(this: { name: string }): string };
} {
  const script = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const registered: unknown[] = [];
  const nodes = { registerType: (...all: unknown[]) => registered.push(...all) };
  vm.runInNewContext(script, {
    RED: { nodes, _: (key: string, values: object) => [key, ...Object.values(values ?? {})].join(' ') },
  });
  return { type: registered[0] as string, options: registered[1] as ReturnType<typeof registrationOf>['options'] };
}

describe("editorHtml for a Node-RED that is not PlantOps' own", () => {
  const own = { ...definition, outside: 'server or alone' as const };
  const withOwnField = {
    ...own,
    config: z.object({
      limits: field(z.string().default(''), {
        label: { en: 'Limits', de: 'Grenzen' },
        lines: 3,
        outside: true,
        initial: '{"a": 1}',
      }),
    }),
  };

  it.each([
    ['server' as const, true],
    ['server or alone' as const, false],
  ])('a node that works with a %s asks for it (required: %s)', (outside, required) => {
    const html = editorHtml({ ...own, outside }, SET, { outside: true });
    expect(JSON.parse(JSON.stringify(registrationOf(html).options.defaults))).toMatchObject({
      server: { value: '', type: 'plantops-server', required },
    });
    expect(html).toContain('id="node-input-server"');
  });

  it('has no server where none is used, nor inside PlantOps', () => {
    expect(editorHtml(definition, SET, { outside: true })).not.toContain('plantops-server');
    expect(editorHtml(own, SET)).not.toContain('plantops-server');
  });

  it('shows the fields that PlantOps does not need, with what they begin with', () => {
    expect(editorHtml(withOwnField, SET)).not.toContain('limits');
    const html = editorHtml(withOwnField, SET, { outside: true });
    expect(html).toContain('<textarea id="node-input-limits" rows="3"');
    expect(JSON.parse(JSON.stringify(registrationOf(html).options.defaults))).toMatchObject({
      limits: { value: '{"a": 1}', required: true },
    });
  });
});

describe('editorHtml', () => {
  const html = editorHtml(definition, SET);

  it('registers the type with its defaults, its version and its outputs', () => {
    const { type, options } = registrationOf(html);
    expect(type).toBe('plantops-sample');
    expect(options).toMatchObject({
      category: 'PlantOps',
      color: '#abcdef',
      inputs: 1,
      outputs: 2,
      outputLabels: ['yes', 'no'],
      icon: 'plantops-sample.svg',
    });
    expect(JSON.parse(JSON.stringify(options.defaults))).toEqual({
      name: { value: '' },
      configVersion: { value: 1 },
      kind: { value: 'dry_soil', required: true },
      count: { value: 3, required: true },
      limit: { value: '', required: false },
      words: { value: 'x', required: true },
    });
    expect([options.paletteLabel, options.label.call({ name: '' })]).toEqual([`${SET}:label`, `${SET}:label`]);
    expect(options.label.call({ name: 'mine' })).toBe('mine');
  });

  it('has its form judge values as the node does', () => {
    const { defaults } = registrationOf(html).options as unknown as {
      defaults: Record<string, { validate?: (value: unknown) => true | string }>;
    };
    const texts = ['', '3', '1', '10', '0', '11', 'banana', '5,5', ' 7 ', '1e1', '-1', 'NaN', 'Infinity', '100', '101'];
    for (const key of ['count', 'limit'] as const) {
      for (const text of texts) {
        const isGood = definition.config.shape[key].safeParse(text).success;
        expect([key, text, defaults[key]?.validate?.(text) === true]).toEqual([key, text, isGood]);
      }
      expect(defaults[key]?.validate?.('${LIMIT}'), 'what is filled in later').toBe(true);
      expect(defaults[key]?.validate?.(undefined)).toBe(true);
    }
    expect(defaults.count?.validate?.('banana')).toBe(`${SET}:range 1 10`);
    expect(defaults.words?.validate?.('')).toBe(`${SET}:length 1 5`);
    expect([defaults.words?.validate?.('four'), defaults.words?.validate?.('longer')]).toEqual([
      true,
      expect.any(String),
    ]);
    expect(defaults.kind).not.toHaveProperty('validate');
  });

  it('has one form row per field, whose texts the editor takes from the locale file', () => {
    expect(html).toContain('<option value="wet_soil" data-i18n="[text]fields.kind.choices.wet_soil"></option>');
    expect(html).toMatch(
      /<input type="text" id="node-input-count"[^>]*> <span [^>]*data-i18n="\[text\]fields.count.hint">/,
    );
    expect(html).toContain('for="node-input-limit" style="width:40%" data-i18n="[text]fields.limit.label"');
    const asked = [...html.matchAll(/data-i18n="\[text\]([^"]+)"/g)].map(([, key = '']) => key.split('.'));
    const find = (tree: unknown, [key = '', ...rest]: string[]): unknown =>
      rest.length === 0 ? (tree as Record<string, unknown>)[key] : find((tree as Record<string, unknown>)[key], rest);
    const texts = nodeTexts(definition, 'de');
    expect(asked.map((keys) => typeof find(texts, keys))).toEqual(asked.map(() => 'string'));
  });

  it('turns the help into HTML', () => {
    expect(helpHtml(definition, '# Sample\n\nDoes *nothing*.', 'en')).toMatch(
      /data-help-name="plantops-sample">\n<h1>Sample<\/h1>\n<p>Does <em>nothing<\/em>\.<\/p>/,
    );
  });

  it.each(plantOpsNodes.map(({ definition: own }) => [own.type, own] as const))(
    'makes a script that runs for %s',
    (type, own) => {
      const { type: registered, options } = registrationOf(editorHtml(own, SET));
      expect(registered).toBe(type);
      expect(options.outputs).toBe(Object.keys(own.outputs).length);
    },
  );
});
