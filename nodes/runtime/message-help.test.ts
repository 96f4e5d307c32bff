import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { messageType } from '@plantops/shared/flows/message-type.ts';
import enrich from '../enrich/node.ts';
import { plantOpsNodes } from '../registry.ts';
import { inputTypesOf, typeByField } from './define-node.ts';
import { helpPage, messagesHelp } from './message-help.ts';

const drop = messageType({
  name: 'drop',
  label: 'a drop',
  colour: '#00f',
  description: 'Some water.',
  from: 'a tap',
  properties: { payload: z.object({ ml: z.number(), from: z.string() }), note: z.string().optional() },
  example: { payload: { ml: 3, from: 'the tap' } },
});
const word = messageType({
  name: 'word',
  label: 'a word',
  colour: '#0f0',
  description: 'Text.',
  from: 'a page',
  properties: { payload: z.string() },
  example: { payload: 'yes' },
});
const facts = { type: 'plantops-x' as const, label: { en: 'x', de: 'x' }, colour: '#fff', config: z.object({}) };

describe('messagesHelp', () => {
  it('shows each type with its fields and its example, and the same type once', () => {
    const help = messagesHelp({ ...facts, input: drop, outputs: { full: drop, said: word } }, 'en');
    expect(help).toContain('### Inputs\n\n**A drop.** Some water.\n\n- `payload` *(object)*: `ml`, `from`\n- `note`');
    expect(help).toContain('"ml": 3');
    expect(help).toContain('### Outputs\n\n*full*: a drop, as above.');
    expect(help).toContain('*said*\n\n**A word.** Text.\n\n- `payload`\n\n```json\n{\n  "payload": "yes"\n}\n```');
    expect(help.match(/Some water/g)).toHaveLength(1);
  });

  it('says which type leaves where a setting decides it', () => {
    const help = messagesHelp({ ...facts, outputs: { out: typeByField('kind', { wet: drop, dry: word }) } }, 'en');
    expect(help).not.toContain('### Inputs');
    expect(help).toMatch(/A drop[\s\S]*If \*kind\* is `wet`\.[\s\S]*A word[\s\S]*If \*kind\* is `dry`\./);
  });

  it('speaks German where it is asked to, and keeps the names of fields', () => {
    const help = helpPage(enrich.definition, 'Ergänzt.\n\n### Details\n\nMehr.', 'de');
    expect(help).toMatch(/^Ergänzt\.\n\n### Eingang\n\n\*\*Eine Messung\.\*\* Was ein Gerät/);
    expect(help).toContain('- `plant` *(Objekt, kann fehlen)*: `id`, `name`');
    expect(help).toMatch(/### Ausgang\n\n[\s\S]*eine Messung, wie oben\.[\s\S]*### Details\n\nMehr\.$/);
  });

  it('says nothing of ports that a node does not have', () => {
    expect(messagesHelp({ ...facts, outputs: {} }, 'en')).toBe('');
    expect(helpPage({ ...facts, outputs: {} }, 'What it is.\n\n### Details\n\nMore.', 'en')).toBe(
      'What it is.\n\n### Details\n\nMore.',
    );
  });

  it.each(plantOpsNodes.map(({ definition }) => [definition.type, definition] as const))(
    'shows an example of each message that %s takes',
    (_type, definition) => {
      const help = messagesHelp(definition, 'en');
      for (const { description, example } of inputTypesOf(definition)) {
        expect(help).toContain(description);
        expect(help).toContain(JSON.stringify(example, null, 2));
      }
      expect(help).not.toContain('undefined');
    },
  );
});
