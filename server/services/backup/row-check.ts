/** What rows of a backup must be, so that whatever is restored can be read: by the types of the columns, and as the API takes it. */
import { createPlantSchema } from '@plantops/shared/api/plants.ts';
import { createRoomSchema } from '@plantops/shared/api/rooms.ts';
import { updateDeviceSchema } from '@plantops/shared/api/devices.ts';
import { placeSchema } from '@plantops/shared/diagnosis/place.ts';
import { combineSchema } from '@plantops/shared/judging/combine.ts';
import { METRIC_NAMES, METRICS } from '@plantops/shared/metrics.ts';
import { thresholdsSchema } from '@plantops/shared/thresholds.ts';
import { z } from 'zod';

/** PostgreSQL's name of each column's type, by table and column. */
export type ColumnTypes = ReadonlyMap<string, ReadonlyMap<string, string>>;

const idSchema = z.string().regex(/^[\w.:-]{1,64}$/, 'is not an id');
/** Columns that hold an id of the API, in whichever table. */
const ID_COLUMNS = new Set(['plant_id', 'device_id', 'room_id']);

/** A device's row becomes a line in the broker's password file, so nothing in it may create another line. */
const deviceIdSchema = z.string().regex(/^[\w.-]{1,64}$/, 'is not an id');
const brokerHashSchema = z
  .string()
  // The broker would work for minutes at each login with a number of rounds that is much larger than ours: of Mosquitto's
  // hash up to 9,999, of NATS's, which is one of bcrypt, 2 to the power of 9.
  .regex(/^(?:\$7\$\d{1,4}\$[\w+/=]{1,200}\$[\w+/=]{1,200}|\$2[aby]\$0\d\$[./\w]{53})$/, 'is not a hash of a password')
  .nullable();

const { name, species, tags } = createPlantSchema.shape;
const plantColumns = {
  id: idSchema,
  name,
  species,
  thresholds: thresholdsSchema,
  combine: combineSchema,
  // Of earlier versions also with the name of a room.
  place: placeSchema.partial(),
  tags,
};
const shortTextSchema = z.string().max(200);
/** A reading of later would be the newest for good. No clock that is believed says so. */
const LATEST_READING = Date.UTC(2200, 0);
const readingTimeSchema = z.string().refine((time) => Date.parse(time) < LATEST_READING, 'is later than any reading');
const METRIC_SET: ReadonlySet<string> = new Set(METRIC_NAMES);
/** What calibrated readings were before: numbers by metric. */
const rawSchema = z
  .record(z.string(), z.number())
  .refine((raw) => Object.keys(raw).every((metric) => METRIC_SET.has(metric)), 'has something that is no metric')
  .nullable();

/** Columns that the API checks when they are written, by table. A column that is not there is not checked. */
const CHECKED: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  rooms: { id: idSchema, name: createRoomSchema.shape.name },
  plants: plantColumns,
  devices: {
    id: deviceIdSchema,
    mqtt_username: deviceIdSchema.nullable(),
    mqtt_broker_hash: brokerHashSchema,
    name: updateDeviceSchema.shape.name,
    // Not by the rules of a registration: a gateway tells of its sensors, too.
    mac_address: shortTextSchema.nullable(),
    firmware_version: shortTextSchema.nullable(),
    sensor_types: z.array(shortTextSchema).max(100).nullable(),
  },
  telemetry: { time: readingTimeSchema, raw: rawSchema },
  removed_plants: {
    id: idSchema,
    plant: z.looseObject({
      id: idSchema.optional(),
      name,
      thresholds: thresholdsSchema.optional(),
      combine: combineSchema.optional(),
    }),
    mutes: z.array(z.looseObject({ until: z.string().refine(isMoment, 'is not a time') })),
  },
  care_plans: { alerts: z.array(z.string()), schedule: z.array(z.looseObject({})) },
};

/** What a value of a type is, and how that is said. PostgreSQL itself also takes `infinity`, `NaN`, `now` and the like. */
const TYPES: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  timestamptz: [isMoment, 'is not a time'],
  timestamp: [isMoment, 'is not a time'],
  date: [isDay, 'is not a day'],
  time: [(value) => typeof value === 'string' && /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(value), 'is not a time of day'],
  bool: [(value) => typeof value === 'boolean', 'is not true or false'],
  int2: [(value) => isWhole(value, 2 ** 15), 'is not a whole number of its size'],
  int4: [(value) => isWhole(value, 2 ** 31), 'is not a whole number of its size'],
  int8: [(value) => isWhole(value, 2 ** 53), 'is not a whole number of its size'],
  float4: [Number.isFinite, 'is not a number'],
  float8: [Number.isFinite, 'is not a number'],
  numeric: [Number.isFinite, 'is not a number'],
  text: [isText, 'is not a text that can be stored'],
  varchar: [isText, 'is not a text that can be stored'],
  bytea: [(value) => typeof value === 'string' && /^\\x(?:[0-9a-f]{2})*$/i.test(value), 'is not bytes in hex digits'],
  json: [() => true, ''],
  jsonb: [(value) => !hasNul(value), 'holds a character that cannot be stored'],
};

function isMoment(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value));
}
function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
}
function isWhole(value: unknown, limit: number): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < limit;
}
function isText(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}
function hasNul(value: unknown): boolean {
  return value !== undefined && JSON.stringify(value).includes('\\u0000');
}

/** What is wrong with a value, for a person; undefined if it fits its type. */
function typeFault(value: unknown, type: string): string | undefined {
  if (value === null) return undefined;
  if (type.startsWith('_'))
    return Array.isArray(value) && value.every((each) => typeFault(each, type.slice(1)) === undefined)
      ? undefined
      : 'is not a list of such values';
  const [fits, words] = TYPES[type] ?? [];
  return !fits || fits(value) ? undefined : words;
}

/** Only a sensor behind a gateway has no credentials of its own. */
const isOwnCredential = (table: string, column: string, { sensor_key }: Record<string, unknown>): boolean =>
  table === 'devices' &&
  (column === 'mqtt_username' || column === 'mqtt_broker_hash') &&
  typeof sensor_key !== 'string';

/** A metric's column: what no sensor can measure was never stored. */
const isOutOfScale = (column: string, value: unknown): boolean => {
  if (!METRIC_SET.has(column) || typeof value !== 'number') return false;
  const { min, max } = METRICS[column as keyof typeof METRICS];
  return value < min || value > max;
};

/**
 * What is wrong with a row, such as `thresholds/light_level/min is not a number`; undefined if it can be restored.
 * @param types of the table's columns; of a table that is not there, only what the API checks is checked
 */
export function rowFault(table: string, row: Record<string, unknown>, types: ColumnTypes): string | undefined {
  const columns = types.get(table);
  const checked = CHECKED[table] ?? {};
  for (const [column, value] of Object.entries(row)) {
    const fault = typeFault(value, columns?.get(column) ?? '');
    if (fault !== undefined) return `${column} ${fault}`;
    if (isOutOfScale(column, value)) return `${column} is beyond its scale`;
    if (value === null && isOwnCredential(table, column, row)) return `${column} is missing`;
    const schema = checked[column] ?? (ID_COLUMNS.has(column) && value !== null ? idSchema : undefined);
    if (!schema) continue;
    const [issue] = schema.safeParse(value).error?.issues ?? [];
    if (issue) return `${[column, ...issue.path.map(String)].join('/')} ${wordsOf(issue)}`;
  }
  return undefined;
}

const wordsOf = ({ message }: z.core.$ZodIssue): string => `is not valid: ${message}`;
