/**
 * The REST resources: one schema each for validation, types and OpenAPI. Field names are those of the wire.
 */
import { z } from 'zod';
import { METRIC_NAMES, type Metric } from './metrics.ts';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from './plain-text.ts';
import { thresholdsSchema } from './thresholds.ts';

const id = z.string().min(1).max(64);
const dateTime = z.iso.datetime().meta({ description: 'UTC, ISO 8601' });
/** Text a person typed: kept as it is, but without control characters and lone surrogates, which no screen, log or SQL text can hold. */
const plainText = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND);

const perMetric = <T extends z.ZodType>(schema: T) =>
  Object.fromEntries(METRIC_NAMES.map((metric) => [metric, schema])) as Record<Metric, T>;

export const DEVICE_STATUSES = ['provisioning', 'online', 'offline', 'error'] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

export const PLANT_STATUSES = ['ok', 'alert', 'offline', 'no_data'] as const;
export type PlantStatus = (typeof PLANT_STATUSES)[number];

/** Six pairs of hex digits with `:`, `-` or nothing between them, normalised to `aa:bb:cc:dd:ee:ff`. */
export const macAddressSchema = z
  .string()
  .regex(/^(?:[0-9a-f]{12}|[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5})$/i, {
    message: 'must be six pairs of hex digits, such as aa:bb:cc:dd:ee:ff',
  })
  .meta({ description: 'MAC address: six pairs of hex digits with `:`, `-` or nothing between', examples: ['a4:cf:12:00:00:01'] });

export const normaliseMac = (mac: string): string =>
  (mac.toLowerCase().match(/[0-9a-f]{2}/g) ?? []).join(':');

export const registerDeviceSchema = z
  .strictObject({
    mac_address: macAddressSchema,
    firmware_version: plainText(64).optional(),
    sensor_types: z.array(z.string().regex(/^[\w .-]{1,64}$/, 'letters, digits, spaces, dots and dashes only')).max(32).optional(),
    name: plainText(100).optional(),
  })
  .meta({ id: 'RegisterDevice' });

export const deviceCredentialsSchema = z
  .strictObject({
    device_id: id,
    mqtt_username: z.string(),
    mqtt_password: z.string(),
    mqtt: z.strictObject({ host: z.string(), port: z.int() }),
    topics: z.strictObject({ telemetry: z.string(), heartbeat: z.string() }),
    heartbeat_interval_s: z.number(),
  })
  .meta({ id: 'DeviceCredentials', description: 'Shown once: the server keeps only hashes of the password' });

export const latestReadingSchema = z
  .strictObject({
    time: dateTime.meta({ description: 'Time of the newest value' }),
    ...perMetric(z.number().nullable()),
    measured_at: z
      .strictObject(perMetric(dateTime.nullable()))
      .meta({ description: 'When each value was measured; a metric may be older than the newest reading' }),
  })
  .meta({ id: 'LatestReading', description: 'The newest value of each metric' });

export const deviceSchema = z
  .strictObject({
    id,
    name: z.string().nullable(),
    mac_address: z.string(),
    mqtt_username: z.string(),
    plant_id: z.string().nullable(),
    status: z.enum(DEVICE_STATUSES),
    error: z.string().nullable().meta({ description: 'Why the status is `error`' }),
    clock_wrong: z.boolean().meta({ description: 'The device sends times that cannot be right; the server uses its own' }),
    locked: z.boolean(),
    firmware_version: z.string().nullable(),
    sensor_types: z.array(z.string()).nullable(),
    battery_pct: z.number().nullable(),
    rssi_dbm: z.number().nullable(),
    rejected_count: z.int(),
    last_seen_at: dateTime.nullable(),
    created_at: dateTime,
    latest: latestReadingSchema.nullable(),
  })
  .meta({ id: 'Device' });

export const updateDeviceSchema = z
  .strictObject({ name: plainText(100).nullable().optional(), locked: z.boolean().optional() })
  .refine((body) => Object.keys(body).length > 0, 'name or locked is needed')
  .meta({ id: 'UpdateDevice' });

export const createPlantSchema = z
  .strictObject({
    name: plainText(100),
    species: plainText(100).nullable().optional(),
    thresholds: thresholdsSchema.optional(),
  })
  .meta({ id: 'CreatePlant' });

export const updatePlantSchema = z
  .strictObject({
    name: plainText(100).optional(),
    species: plainText(100).nullable().optional(),
    thresholds: thresholdsSchema.optional(),
  })
  .meta({ id: 'UpdatePlant', description: 'Only what is given is changed; thresholds are replaced as a whole' });

export const provisionDeviceSchema = z
  .union([z.strictObject({ plant_id: id.nullable() }), z.strictObject({ new_plant: createPlantSchema })])
  .meta({ id: 'ProvisionDevice', description: 'Assign (`plant_id`), unassign (`plant_id: null`) or create and assign (`new_plant`)' });

/** Messages about a plant, or about one of its metrics, are not sent until a time. */
export const muteSchema = z
  .strictObject({
    metric: z.enum(METRIC_NAMES).nullable().meta({ description: 'null: the whole plant, with its devices going offline' }),
    until: dateTime,
  })
  .meta({ id: 'Mute', description: 'Alerts still open and are shown, but no message is sent' });

export const setMuteSchema = z
  .strictObject({ metric: z.enum(METRIC_NAMES).nullable().default(null), until: z.iso.datetime({ offset: true }).nullable() })
  .meta({ id: 'SetMute', description: '`until: null` ends it' });

/** How a species grows: which picture stands for a plant without a photo. */
export const PLANT_FORMS = ['leafy', 'vine', 'palm', 'fern', 'succulent', 'cactus', 'flowering', 'tree', 'herb'] as const;
export type PlantForm = (typeof PLANT_FORMS)[number];

export const plantSchema = z
  .strictObject({
    id,
    name: z.string(),
    species: z.string().nullable(),
    form: z.enum(PLANT_FORMS).nullable().meta({ description: 'How its species grows, where the library knows it' }),
    thresholds: thresholdsSchema,
    created_at: dateTime,
    status: z.enum(PLANT_STATUSES),
    latest: latestReadingSchema.nullable(),
    device_count: z.int(),
    open_alerts: z.int(),
    mutes: z.array(muteSchema).meta({ description: 'Those that have not ended' }),
    last_watered_at: dateTime.nullable().meta({ description: 'From its journal' }),
    photo_url: z.string().nullable().meta({ description: 'Path of its photo; another photo has another path' }),
  })
  .meta({ id: 'Plant' });

export const removedPlantSchema = z
  .strictObject({ id, name: z.string(), species: z.string().nullable(), removed_at: dateTime })
  .meta({ id: 'RemovedPlant', description: 'Kept for 30 days, and can be brought back' });

const bucketMetrics = Object.fromEntries(
  METRIC_NAMES.flatMap((metric) => [
    [metric, z.number().nullable()],
    [`${metric}_min`, z.number().nullable()],
    [`${metric}_max`, z.number().nullable()],
  ]),
) as Record<Metric | `${Metric}_min` | `${Metric}_max`, z.ZodNullable<z.ZodNumber>>;

export const HISTORY_RANGES = { '24h': 86_400, '7d': 7 * 86_400, '30d': 30 * 86_400, '1y': 365 * 86_400 } as const;
export type HistoryRange = keyof typeof HISTORY_RANGES;

export const historyPointSchema = z
  .strictObject({ time: dateTime.meta({ description: 'Start of the bucket' }), ...bucketMetrics })
  .meta({ id: 'HistoryPoint', description: 'Mean, least and greatest value of each metric in one bucket' });

export const historySchema = z
  .strictObject({
    plant_id: id,
    from: dateTime,
    to: dateTime,
    bucket_s: z.number(),
    points: z.array(historyPointSchema),
  })
  .meta({ id: 'History', description: 'Empty buckets are left out' });

export const sparklineSchema = z
  .strictObject({
    plant_id: id,
    from: dateTime,
    to: dateTime,
    bucket_s: z.number(),
    points: z.array(z.strictObject({ time: dateTime, ...perMetric(z.number().nullable()) })),
  })
  .meta({ id: 'Sparkline', description: 'Means of the last 24 hours; empty buckets are left out' });

export const rejectedMessageSchema = z
  .strictObject({ id: z.int(), time: dateTime, topic: z.string(), payload: z.string(), reason: z.string() })
  .meta({ id: 'RejectedMessage' });

export const ALERT_KINDS = ['threshold', 'offline'] as const;
export const alertSchema = z
  .strictObject({
    id: z.int(),
    kind: z.enum(ALERT_KINDS),
    plant_id: z.string().nullable(),
    device_id: z.string().nullable(),
    metric: z.enum(METRIC_NAMES).nullable(),
    value: z.number().nullable(),
    threshold: z.number().nullable(),
    direction: z.enum(['min', 'max']).nullable(),
    message: z.string(),
    opened_at: dateTime,
    closed_at: dateTime.nullable(),
    acknowledged_at: dateTime.nullable(),
    sent_at: dateTime.nullable().meta({ description: 'When the last message about it was delivered' }),
    delivery: z
      .enum(['none', 'waiting', 'sent', 'failed', 'not_configured', 'skipped'])
      .meta({ description: 'State of the last message about it; `skipped`: quiet hours, and it was over when they ended' }),
  })
  .meta({ id: 'Alert' });

export const NOTICE_KINDS = ['breach', 'reminder', 'recovery', 'offline', 'online'] as const;
export const NOTICE_STATES = ['waiting', 'sent', 'failed', 'not_configured', 'skipped'] as const;
export const noticeSchema = z
  .strictObject({
    id: z.string(),
    alert_id: z.int(),
    kind: z.enum(NOTICE_KINDS),
    message: z.string(),
    plant_id: z.string().nullable(),
    device_id: z.string().nullable(),
    state: z.enum(NOTICE_STATES),
    attempts: z.int(),
    last_error: z.string().nullable(),
    created_at: dateTime,
    next_attempt_at: dateTime.nullable().meta({ description: 'Only while it waits' }),
    sent_at: dateTime.nullable(),
  })
  .meta({ id: 'Notice', description: 'One message about an alert, and what became of it' });

/** How to water, from the driest to the wettest: each goes with a band of soil moisture, see `species-care.ts`. */
export const WATERINGS = ['dry_out', 'mostly_dry', 'surface_dry', 'keep_moist', 'keep_wet'] as const;
export type Watering = (typeof WATERINGS)[number];

/** Where to stand, from the darkest to the brightest. */
export const LIGHTS = ['shade', 'indirect', 'some_sun', 'full_sun'] as const;
export type Light = (typeof LIGHTS)[number];

/** `unknown`: no source of ours says, which is no promise. */
export const PET_RISKS = ['toxic', 'safe', 'unknown'] as const;
export type PetRisk = (typeof PET_RISKS)[number];

const inEveryLanguage = z.strictObject({ en: z.string(), de: z.string() });

export const speciesSchema = z
  .strictObject({
    name: z.string().meta({ description: 'The accepted scientific name' }),
    synonyms: z.array(z.string()).meta({ description: 'Other scientific names that are still in use' }),
    common_names: z.array(z.string()).meta({ description: 'In English, the most common first' }),
    german_names: z.array(z.string()).meta({ description: 'In German, the most common first' }),
    form: z.enum(PLANT_FORMS),
    thresholds: thresholdsSchema,
    watering: z.enum(WATERINGS).meta({ description: 'How far the soil may dry before the next watering' }),
    light: z.enum(LIGHTS).meta({ description: 'The light it wants' }),
    season: inEveryLanguage.meta({ description: 'What the seasons ask for, in words' }),
    pets: z.enum(PET_RISKS).meta({ description: 'For cats and dogs that chew on it; `unknown` is no promise' }),
    source: z.string(),
  })
  .meta({ id: 'Species' });

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

export const sessionSchema = z
  .strictObject({ password_required: z.boolean(), authenticated: z.boolean() })
  .meta({ id: 'Session' });

export const startSchema = z
  .strictObject({
    session: sessionSchema,
    state: z
      .strictObject({
        event_id: z.string().meta({ description: 'Where /api/events goes on from here: its `last_event_id`' }),
        plants: z.array(plantSchema),
        devices: z.array(deviceSchema),
        alerts: z.array(alertSchema).meta({ description: 'The open ones and the newest' }),
      })
      .nullable()
      .meta({ description: 'null where the owner password is needed and was not given' }),
  })
  .meta({ id: 'Start', description: 'All that a dashboard needs to begin, in one answer' });

export const statusSchema = z
  .strictObject({
    ready: z.boolean(),
    checks: z.record(z.string(), z.strictObject({ ok: z.boolean(), detail: z.string() })),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ServerStatus' });

export type RegisterDevice = z.infer<typeof registerDeviceSchema>;
export type DeviceCredentials = z.infer<typeof deviceCredentialsSchema>;
export type LatestReading = z.infer<typeof latestReadingSchema>;
export type Device = z.infer<typeof deviceSchema>;
export type UpdateDevice = z.infer<typeof updateDeviceSchema>;
export type ProvisionDevice = z.infer<typeof provisionDeviceSchema>;
export type CreatePlant = z.infer<typeof createPlantSchema>;
export type UpdatePlant = z.infer<typeof updatePlantSchema>;
export type Plant = z.infer<typeof plantSchema>;
export type History = z.infer<typeof historySchema>;
export type HistoryPoint = z.infer<typeof historyPointSchema>;
export type RejectedMessage = z.infer<typeof rejectedMessageSchema>;
export type Alert = z.infer<typeof alertSchema>;
export type Mute = z.infer<typeof muteSchema>;
export type SetMute = z.infer<typeof setMuteSchema>;
export type RemovedPlant = z.infer<typeof removedPlantSchema>;
export type Sparkline = z.infer<typeof sparklineSchema>;
export type NoticeRecord = z.infer<typeof noticeSchema>;
export type Species = z.infer<typeof speciesSchema>;
export type Start = z.infer<typeof startSchema>;
export type ServerStatus = z.infer<typeof statusSchema>;
