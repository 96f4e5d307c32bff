/** Writes what arrives at a node and what leaves it, for its help page, from the types of messages. Pure. */
import type { MessageType } from '@plantops/shared/flows/message-type.ts';
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

function propertyText(name: string, schema: z.ZodType): string {
  const fields = fieldsOf(schema);
  const mayBeMissing = schema.safeParse(undefined).success && fields !== undefined ? ', may be missing' : '';
  return `- \`${name}\`${fields ? ` *(object${mayBeMissing})*: ${fields.map((field) => `\`${field}\``).join(', ')}` : ''}`;
}

function typeText({ label, description, properties, example }: MessageType): string {
  return [
    `**${sentenceStart(label)}.** ${description}`,
    Object.entries(properties)
      .map(([name, schema]) => propertyText(name, schema))
      .join('\n'),
    ['```json', JSON.stringify(example, null, 2), '```'].join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The same type is shown once on a page. */
function outputText(name: string, type: MessageType | TypeByField, shown: Set<MessageType>): string {
  if ('field' in type)
    return Object.entries(type.types)
      .map(([value, one]) => `${outputText(name, one, shown)}\n\nIf *${type.field}* is \`${value}\`.`)
      .join('\n\n');
  if (shown.has(type)) return `*${name}*: ${type.label}, as above.`;
  shown.add(type);
  return `*${name}*\n\n${typeText(type)}`;
}

/** The sections "Inputs" and "Outputs" of a node's help page, as Markdown; empty for a node without ports. */
export function messagesHelp(definition: NodeFacts): string {
  const inputs = inputTypesOf(definition);
  const shown = new Set(inputs);
  const outputs = Object.entries(definition.outputs);
  return [
    ...(inputs.length > 0 ? ['### Inputs', ...inputs.map(typeText)] : []),
    ...(outputs.length > 0 ? ['### Outputs', ...outputs.map(([name, type]) => outputText(name, type, shown))] : []),
  ].join('\n\n');
}

/** A help page: what the node is for, what arrives and leaves, and then its details. */
export function helpPage(definition: NodeFacts, text: string): string {
  const [summary = '', details] = text.split(/^(?=### Details$)/m);
  return [summary.trim(), messagesHelp(definition), details?.trim()].filter(Boolean).join('\n\n');
}
