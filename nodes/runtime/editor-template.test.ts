import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reading, rejection } from '@plantops/shared/flows/message-types.ts';
import { plantOpsNodes } from '../registry.ts';
import { field, numberField, optionalNumberField } from './config.ts';
import { editorHtml } from './editor-template.ts';

const definition = {
  type: 'plantops-sample' as const,
  label: 'sample "one"',
  colour: '#abcdef',
  input: reading,
  outputs: { yes: reading, no: rejection },
  upgrades: [(config: Record<string, unknown>) => config],
  config: z.object({
    kind: field(z.enum(['wet_soil', 'dry_soil']).default('dry_soil'), { label: 'Kind & <more>' }),
    count: numberField({ label: 'Count', hint: 'pieces' }, { min: 1, max: 10, default: 3 }),
    limit: optionalNumberField({ label: 'Limit' }, { min: 0, max: 100 }),
    words: field(z.string().min(1).max(5).default('x'), { label: 'Words' }),
  }),
};

/** Runs the registration script as the editor would. */
function registrationOf(html: string): {
  type: string;
  options: Record<string, unknown> & { label(this: { name: string }): string };
} {
  const script = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const registered: unknown[] = [];
  vm.runInNewContext(script, { RED: { nodes: { registerType: (...all: unknown[]) => registered.push(...all) } } });
  return { type: registered[0] as string, options: registered[1] as ReturnType<typeof registrationOf>['options'] };
}

describe("editorHtml for a Node-RED that is not PlantOps' own", () => {
  const own = { ...definition, outside: 'server or alone' as const };
  const withOwnField = {
    ...own,
    config: z.object({
      limits: field(z.string().default(''), { label: 'Limits', lines: 3, outside: true, initial: '{"a": 1}' }),
    }),
  };

  it.each([
    ['server' as const, true],
    ['server or alone' as const, false],
  ])('a node that works with a %s asks for it (required: %s)', (outside, required) => {
    const html = editorHtml({ ...own, outside }, '', { outside: true });
    expect(JSON.parse(JSON.stringify(registrationOf(html).options.defaults))).toMatchObject({
      server: { value: '', type: 'plantops-server', required },
    });
    expect(html).toContain('id="node-input-server"');
  });

  it('has no server where none is used, nor inside PlantOps', () => {
    expect(editorHtml(definition, '', { outside: true })).not.toContain('plantops-server');
    expect(editorHtml(own, '')).not.toContain('plantops-server');
  });

  it('shows the fields that PlantOps does not need, with what they begin with', () => {
    expect(editorHtml(withOwnField, '')).not.toContain('Limits');
    const html = editorHtml(withOwnField, '', { outside: true });
    expect(html).toContain('<textarea id="node-input-limits" rows="3"');
    expect(JSON.parse(JSON.stringify(registrationOf(html).options.defaults))).toMatchObject({
      limits: { value: '{"a": 1}', required: true },
    });
  });
});

describe('editorHtml', () => {
  const html = editorHtml(definition, '# Sample\n\nDoes *nothing*.');

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
    expect(options.label.call({ name: '' })).toBe('sample "one"');
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
    expect(defaults.count?.validate?.('banana')).toBe('must be a number from 1 to 10');
    expect(defaults.words?.validate?.('')).toBe('must have 1 to 5 characters');
    expect([defaults.words?.validate?.('four'), defaults.words?.validate?.('longer')]).toEqual([
      true,
      expect.any(String),
    ]);
    expect(defaults.kind).not.toHaveProperty('validate');
  });

  it('has one form row per field, with choices for an enum', () => {
    expect(html).toContain('<option value="wet_soil">wet soil</option>');
    expect(html).toMatch(/<input type="text" id="node-input-count"[^>]*> pieces/);
    expect(html).toContain('id="node-input-limit"');
  });

  it('escapes labels', () => {
    expect(html).toContain('Kind &amp; &lt;more&gt;');
    expect(html).not.toContain('<more>');
  });

  it('turns the help into HTML', () => {
    expect(html).toMatch(/data-help-name="plantops-sample">\n<h1>Sample<\/h1>\n<p>Does <em>nothing<\/em>\.<\/p>/);
  });

  it.each(plantOpsNodes.map(({ definition: own }) => [own.type, own] as const))(
    'makes a script that runs for %s',
    (type, own) => {
      const { type: registered, options } = registrationOf(editorHtml(own, 'help'));
      expect(registered).toBe(type);
      expect(options.outputs).toBe(Object.keys(own.outputs).length);
    },
  );
});
