/**
 * REST shapes of devices: registration, a device as the API shows it, and rejected messages. Field names are the same
 * as on the wire.
 */
import { z } from 'zod';
import { causesSchema } from '../findings/causes.ts';
import { findingSchema } from '../findings/finding.ts';
import { dateTime, id, plainText } from './fields.ts';
import { INTERVAL_SOURCES, reportIntervalSchema } from '../report-interval.ts';
import { createPlantSchema } from './plants.ts';
import { latestReadingSchema } from './readings.ts';

/** A gateway speaks for sensors that have no credentials of their own; each of them is a device, too. */
export const DEVICE_KINDS = ['device', 'gateway'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export const DEVICE_STATUSES = ['provisioning', 'online', 'offline', 'error'] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

export const normaliseMac = (mac: string): string => (mac.toLowerCase().match(/[0-9a-f]{2}/g) ?? []).join(':');

/**
 * Why no board can have an address; undefined if one can. An address is a group's if the lowest bit of its first byte is
 * set, and one that somebody chose (locally administered) if the next is (IEEE 802, 8.2): such a one is fine.
 */
function whyNoBoard(mac: string): string | undefined {
  const advice = 'send the address of the board, such as WiFi.macAddress()';
  if (mac === '00:00:00:00:00:00')
    return `no board has this address: it is what is read before Wi-Fi is started; ${advice}`;
  if (mac === 'ff:ff:ff:ff:ff:ff')
    return `no board has this address: it is that of all boards at once (broadcast); ${advice}`;
  if (Number.parseInt(mac.slice(0, 2), 16) % 2 === 1)
    return `no board has this address: it is that of a group (the lowest bit of the first byte is set); ${advice}`;
  return undefined;
}

/**
 * Six pairs of hex digits, separated by `:`, `-` or nothing, normalised to `aa:bb:cc:dd:ee:ff`. Both cases stand in the
 * pattern, since a document has no place for flags of one.
 */
export const macAddressSchema = z
  .string()
  .regex(/^(?:[0-9A-Fa-f]{12}|[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5})$/, {
    message: 'must be six pairs of hex digits, such as aa:bb:cc:dd:ee:ff',
    abort: true,
  })
  .superRefine((mac, context) => {
    const message = whyNoBoard(normaliseMac(mac));
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({
    description: 'MAC address: six pairs of hex digits with `:`, `-` or nothing between',
    examples: ['a4:cf:12:00:00:01'],
  });

export const registerDeviceSchema = z
  .strictObject({
    mac_address: macAddressSchema,
    firmware_version: plainText(64).optional(),
    sensor_types: z
      .array(z.string().regex(/^[\w .-]{1,64}$/, 'letters, digits, spaces, dots and dashes only'))
      .max(32)
      .optional(),
    name: plainText(100).optional(),
    report_interval_s: reportIntervalSchema.optional(),
    kind: z.enum(DEVICE_KINDS).optional().meta({
      description:
        '`gateway`: it speaks for sensors, below a topic of its own. Left out, a new device is a `device`, and a known one stays what it is.',
    }),
  })
  .meta({ id: 'RegisterDevice' });

export const deviceCredentialsSchema = z
  .strictObject({
    device_id: id,
    mqtt_username: z.string(),
    mqtt_password: z.string(),
    mqtt: z.strictObject({ host: z.string(), port: z.int() }),
    topics: z.strictObject({
      telemetry: z.string(),
      heartbeat: z.string(),
      gateway: z.string().optional().meta({
        description: 'Of a gateway: the base topic for the program that it runs, which may publish anything below it',
      }),
    }),
    heartbeat_interval_s: z.number(),
  })
  .meta({ id: 'DeviceCredentials', description: 'Shown once: the server keeps only hashes of the password' });

export const deviceSchema = z
  .strictObject({
    id,
    name: z.string().nullable(),
    kind: z.enum(DEVICE_KINDS),
    via: z
      .string()
      .nullable()
      .meta({ description: 'The gateway that speaks for it; null for one that has credentials' }),
    dialect: z
      .string()
      .nullable()
      .meta({ description: 'The program whose messages it was understood by, such as `tasmota`; null for a board' }),
    mac_address: z.string().nullable().meta({ description: 'null for a sensor that its gateway gives no MAC of' }),
    mqtt_username: z.string().nullable().meta({ description: 'null for a sensor behind a gateway' }),
    plant_id: z.string().nullable(),
    status: z.enum(DEVICE_STATUSES),
    error: z.string().nullable().meta({ description: 'Why the status is `error`' }),
    error_causes: causesSchema,
    clock_wrong: z
      .boolean()
      .meta({ description: 'The device sends times that cannot be right; the server uses its own' }),
    locked: z.boolean(),
    paused_at: dateTime.nullable().meta({
      description:
        'Since when the broker does not let it in, because two boards took its account from each other; null: it is let in',
    }),
    report_interval_s: z.number().nullable().meta({
      description: 'Seconds between two of its reports; null: not known yet, so the default heartbeat interval counts',
    }),
    report_interval_source: z.enum(INTERVAL_SOURCES).meta({
      description:
        '`set` by the owner, `given` by the device at registration or in a heartbeat, `learned` from what it does, or `default`',
    }),
    firmware_version: z.string().nullable(),
    sensor_types: z.array(z.string()).nullable(),
    battery_pct: z.number().nullable(),
    rssi_dbm: z.number().nullable(),
    link_quality: z.number().nullable().meta({ description: '0 to 255, of a Zigbee sensor' }),
    rejected_count: z.int(),
    last_seen_at: dateTime.nullable(),
    created_at: dateTime,
    latest: latestReadingSchema.nullable(),
    findings: z.array(findingSchema).meta({ description: 'What was noticed about it, the newest first' }),
  })
  .meta({ id: 'Device' });

export const updateDeviceSchema = z
  .strictObject({
    name: plainText(100).nullable().optional(),
    locked: z.boolean().optional(),
    paused: z.literal(false).optional().meta({ description: 'Lets a device in again that was shut out' }),
    report_interval_s: reportIntervalSchema
      .nullable()
      .optional()
      .meta({ description: 'Seconds between two of its reports; null: what the device says or does counts again' }),
  })
  .refine((body) => Object.keys(body).length > 0, 'name, locked, paused or report_interval_s is needed')
  .meta({ id: 'UpdateDevice' });

export const provisionDeviceSchema = z
  .union([z.strictObject({ plant_id: id.nullable() }), z.strictObject({ new_plant: createPlantSchema })])
  .meta({
    id: 'ProvisionDevice',
    description: 'Assign (`plant_id`), unassign (`plant_id: null`) or create and assign (`new_plant`)',
  });

export const ignoredSensorSchema = z
  .strictObject({
    key: z.string().meta({ description: 'What it is recognised by: an address, or its name at the gateway' }),
    name: z.string(),
    ignored_at: dateTime,
  })
  .meta({ id: 'IgnoredSensor', description: 'A sensor behind a gateway that the owner has removed' });

export const rejectedMessageSchema = z
  .strictObject({
    id: z.int(),
    time: dateTime,
    topic: z.string(),
    payload: z.string(),
    reason: z.string(),
    causes: causesSchema,
    set_aside: z.boolean().meta({
      description: 'A good reading that the database did not take: `payload` is whole, so that it can be sent again',
    }),
  })
  .meta({ id: 'RejectedMessage' });

export type RegisterDevice = z.infer<typeof registerDeviceSchema>;
export type DeviceCredentials = z.infer<typeof deviceCredentialsSchema>;
export type Device = z.infer<typeof deviceSchema>;
export type UpdateDevice = z.infer<typeof updateDeviceSchema>;
export type ProvisionDevice = z.infer<typeof provisionDeviceSchema>;
export type IgnoredSensor = z.infer<typeof ignoredSensorSchema>;
export type RejectedMessage = z.infer<typeof rejectedMessageSchema>;
