/** What a kind of message on a wire is, and how one that comes from elsewhere is checked. */
import type { z } from 'zod';

/** The part of a flow's message that every node knows. Other properties may be anything. */
export interface FlowMessage {
  _msgid?: string;
  topic?: unknown;
  payload?: unknown;
  /** Identifies the MQTT message in the inbox until it is acknowledged; survives cloning. */
  delivery?: number;
  /** Identifies the REST request that waits for an answer; survives cloning. */
  requestId?: string;
  error?: unknown;
  [key: string]: unknown;
}

type Properties = Readonly<Record<string, z.ZodType>>;

type OptionalNames<Declared extends Properties> = {
  [Name in keyof Declared]: undefined extends z.infer<Declared[Name]> ? Name : never;
}[keyof Declared];

/** The message as TypeScript knows it: the declared properties, and any others. */
export type MessageWith<Declared extends Properties> = FlowMessage & {
  -readonly [Name in Exclude<keyof Declared, OptionalNames<Declared>>]: z.infer<Declared[Name]>;
} & { -readonly [Name in OptionalNames<Declared>]?: z.infer<Declared[Name]> | undefined };

export interface MessageType<Declared extends Properties = Properties> {
  /** As flows and tests name it. */
  name: string;
  /** With an article, for sentences: "a reading". */
  label: string;
  /** Of ports that send or take it, as a CSS colour. */
  colour: string;
  /** What it stands for, in a sentence. */
  description: string;
  /** Where such messages come from, for whoever wired something else: "a validation node". */
  from: string;
  /** Such messages hold secrets, so what is in them is recorded nowhere. */
  holdsSecrets?: true;
  /** The properties of the message, each with its schema. */
  properties: Declared;
  example: MessageWith<Declared>;
}

export type MessageOf<Type> = Type extends MessageType<infer Declared> ? MessageWith<Declared> : never;

export const messageType = <const Declared extends Properties>(type: MessageType<Declared>): MessageType<Declared> =>
  type;

/** What is wrong with a message of a type: which property, and how. */
interface Misfit {
  property: string;
  detail: string;
}

/** @returns undefined if the message is of the type; then times in it that were text are dates */
function misfitOf(message: FlowMessage, { properties }: MessageType): Misfit | undefined {
  const parsed: Record<string, unknown> = {};
  for (const [property, schema] of Object.entries(properties)) {
    const result = schema.safeParse(message[property]);
    if (!result.success) {
      const [issue] = result.error.issues;
      const place = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
      return { property, detail: `${place}${issue?.message ?? 'it does not fit'}` };
    }
    parsed[property] = result.data;
  }
  for (const [property, value] of Object.entries(parsed)) if (value !== undefined) message[property] = value;
  return undefined;
}

/**
 * Checks a message that came from a node that promises nothing, whole, against the types that a node takes. Times that
 * are text in ISO 8601 become dates.
 * @throws Error that says what is wrong with it, as one of the first type
 */
export function expectMessage(message: FlowMessage, types: readonly MessageType[]): void {
  let first: Misfit | undefined;
  for (const type of types) {
    const misfit = misfitOf(message, type);
    if (!misfit) return;
    first ??= misfit;
  }
  if (!first) return;
  const { property, detail } = first;
  const labels = types.map(({ label }) => label).join(' or ');
  throw new Error(
    property === 'payload'
      ? `msg.payload is not ${labels}: wire this node behind ${types[0]?.from ?? 'another node'} (${detail})`
      : `msg.${property} is missing or was changed: keep what the nodes before put on the message (${detail})`,
  );
}
