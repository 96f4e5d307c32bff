import { z } from 'zod';
import type { Words } from '@plantops/shared/settings/display.ts';

/** How a field of a node's configuration appears in the editor. */
export interface FieldMeta {
  label: Words;
  /** Unit or hint shown behind the field. */
  hint?: Words;
  /** For a choice: each of its values in words. */
  choices?: Readonly<Record<string, Words>>;
  /** Rows of the text area, for a field with longer text. */
  lines?: number;
  /** Only a Node-RED that is not PlantOps' own shows it; PlantOps knows better. */
  outside?: boolean;
  /** What the form begins with, for a field whose default is no text. */
  initial?: string;
  /** For a number: what it may be. */
  range?: { min: number; max: number };
}

const fieldMeta = z.registry<FieldMeta>();

/** Sets how the editor shows a field of a node configuration. */
export function field<T extends z.ZodType>(schema: T, meta: FieldMeta): T {
  fieldMeta.add(schema, meta);
  return schema;
}

export const metaOf = (schema: z.ZodType): FieldMeta => fieldMeta.get(schema) ?? { label: { en: 'Value', de: 'Wert' } };

/** A number field. The editor stores what was typed, so text is accepted; an empty field takes the default. */
export const numberField = (meta: FieldMeta, range: { min: number; max: number; default: number }) =>
  field(
    z
      .preprocess(
        (value) => (value === '' || value === null || value === undefined ? range.default : value),
        z.coerce.number().min(range.min).max(range.max),
      )
      .default(range.default),
    { ...meta, range },
  );

/** A number field that may stay empty, meaning "as configured on the server". */
export const optionalNumberField = (meta: FieldMeta, range: { min: number; max: number }) =>
  field(
    z.preprocess(
      (value) => (value === '' || value === null ? undefined : value),
      z.coerce.number().min(range.min).max(range.max).optional(),
    ),
    { ...meta, range },
  );

/** One step from a configuration version to the next. Pure. */
export type Upgrade = (config: Record<string, unknown>) => Record<string, unknown>;

/**
 * Upgrades a node's configuration, as saved in a flow, to the newest version and validates it. A configuration of
 * version n has had the first n upgrades; one without a version has had none.
 * @throws Error naming the field, for the node's status and the log
 */
export function readConfig<Config>(
  schema: z.ZodType<Config>,
  upgrades: readonly Upgrade[],
  saved: Record<string, unknown>,
): Config {
  const version = Number(saved.configVersion ?? 0);
  const current = upgrades.slice(version).reduce((config, upgrade) => upgrade(config), saved);
  const result = schema.safeParse(current);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'configuration'}: ${issue.message}`);
  throw new Error(`Check this node's settings: ${problems.join('; ')}`);
}
