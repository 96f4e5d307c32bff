/** Writes what arrives at a node and what leaves it, for its help page, from the types of messages. Pure. */
import type { MessageType } from '@plantops/shared/flows/message-type.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { HelpPhrases } from '@plantops/shared/languages/words-of-language.ts';
import { messageWords } from '@plantops/shared/flows/message-words.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { z } from 'zod';
import { inputTypesOf, type NodeFacts, type TypeByField } from './define-node.ts';

const sentenceStart = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1);

/** The fields of an object by name; undefined for anything else. */
function fieldsOf(schema: z.ZodType): string[] | undefined {
  const { $defs, $ref, anyOf, ...plain } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  const candidates = [plain, $defs?.[$ref?.split('/').at(-1) ?? ''], ...(anyOf ?? [])];
  const fields = candidates.flatMap((one) => Object.keys(one?.properties ?? {}));
  return fields.length === 0 ? undefined : fields;
}

function propertyText(name: string, schema: z.ZodType, { object, mayBeMissing }: HelpPhrases): string {
  const fields = fieldsOf(schema);
  const missing = schema.safeParse(undefined).success && fields !== undefined ? mayBeMissing : '';
  return `- \`${name}\`${fields ? ` *(${object}${missing})*: ${fields.map((field) => `\`${field}\``).join(', ')}` : ''}`;
}

function typeText(type: MessageType, language: Language): string {
  const { properties, example } = type;
  const { label, description } = messageWords(type, language);
  return [
    `**${sentenceStart(label)}.** ${description}`,
    Object.entries(properties)
      .map(([name, schema]) => propertyText(name, schema, spoken(language).flows.help))
      .join('\n'),
    ['```json', JSON.stringify(example, null, 2), '```'].join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The same type is shown once on a page. */
function outputText(
  name: string,
  type: MessageType | TypeByField,
  shown: Set<MessageType>,
  language: Language,
): string {
  const { ifSo, asAbove } = spoken(language).flows.help;
  if ('field' in type)
    return Object.entries(type.types)
      .map(([value, one]) => `${outputText(name, one, shown, language)}\n\n${ifSo(type.field, value)}`)
      .join('\n\n');
  if (shown.has(type)) return asAbove(name, messageWords(type, language).label);
  shown.add(type);
  return `*${name}*\n\n${typeText(type, language)}`;
}

/** The sections "Inputs" and "Outputs" of a node's help page, as Markdown; empty for a node without ports. */
export function messagesHelp(definition: NodeFacts, language: Language): string {
  const inputs = inputTypesOf(definition);
  const shown = new Set(inputs);
  const outputs = Object.entries(definition.outputs);
  const words = spoken(language).flows.help;
  return [
    ...(inputs.length > 0 ? [`### ${words.inputs}`, ...inputs.map((type) => typeText(type, language))] : []),
    ...(outputs.length > 0
      ? [`### ${words.outputs}`, ...outputs.map(([name, type]) => outputText(name, type, shown, language))]
      : []),
  ].join('\n\n');
}

/**
 * A help page: what the node is for, what arrives and leaves, and then its details.
 * @param text what the node is for, and a section "Details", in that language
 */
export function helpPage(definition: NodeFacts, text: string, language: Language): string {
  const [summary = '', details] = text.split(/^(?=### Details$)/m);
  return [summary.trim(), messagesHelp(definition, language), details?.trim()].filter(Boolean).join('\n\n');
}
