import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  macAddressSchema,
  normaliseMac,
  provisionDeviceSchema,
  registerDeviceSchema,
  updateDeviceSchema,
} from './devices.ts';
import { createPlantSchema } from './plants.ts';

const fits = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success;

describe('MAC addresses', () => {
  it.each(['a4:cf:12:00:00:01', 'A4:CF:12:00:00:01', 'a4-cf-12-00-00-01', 'A4cf12000001'])(
    '%s is accepted and normalised',
    (mac) => {
      expect(normaliseMac(macAddressSchema.parse(mac))).toBe('a4:cf:12:00:00:01');
    },
  );

  it.each([
    '',
    'a4:cf:12:00:00',
    'a4:cf:12:00:00:01:02',
    'a4:cf-12:00-00:01',
    'a4cf:12:00:00:01',
    'g4:cf:12:00:00:01',
    'a4:cf:12:00:00:1',
    ' a4:cf:12:00:00:01',
    'a4:cf:12:00:00:01\n',
    'a4.cf.12.00.00.01',
    'a4cf.1200.0001',
    'a4cf1200000',
    'a4cf120000011',
    '００:cf:12:00:00:01',
  ])('%j is refused', (mac) => {
    expect(fits(macAddressSchema, mac)).toBe(false);
  });

  it.each([
    ['00:00:00:00:00:00', /before Wi-Fi is started/],
    ['000000000000', /before Wi-Fi is started/],
    ['FF-FF-FF-FF-FF-FF', /of all boards at once/],
    ['01:00:5e:00:00:fb', /of a group/],
    ['33:33:00:00:00:01', /of a group/],
    ['a5cf12000001', /of a group/],
  ])('%s is that of no board, and it is said why', (mac, reason) => {
    expect(macAddressSchema.safeParse(mac).error?.issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(reason),
    ]);
  });

  it.each(['02:00:00:00:00:01', 'fe:ff:ff:ff:ff:ff', '00:00:00:00:00:01'])('%s is taken', (mac) => {
    expect(fits(macAddressSchema, mac)).toBe(true);
  });

  it('of every usual form identify the same device', () => {
    const pairs = fc.array(
      fc.integer({ min: 0, max: 255 }).map((byte) => byte.toString(16).padStart(2, '0')),
      { minLength: 5, maxLength: 5 },
    );
    const first = fc.integer({ min: 1, max: 127 }).map((half) => (2 * half).toString(16).padStart(2, '0'));
    fc.assert(
      fc.property(first, pairs, fc.constantFrom(':', '-', ''), fc.boolean(), (head, tail, separator, upper) => {
        const bytes = [head, ...tail];
        const mac = upper ? bytes.join(separator).toUpperCase() : bytes.join(separator);
        expect(normaliseMac(macAddressSchema.parse(mac))).toBe(bytes.join(':'));
      }),
    );
  });
});

const MAC = 'a4:cf:12:00:00:01';

describe('a registration', () => {
  it.each([
    { mac_address: MAC },
    { mac_address: MAC, name: ' Fern ', firmware_version: '1.0', sensor_types: ['soil', 'DHT-22', 'b.1_2'] },
    { mac_address: MAC, report_interval_s: 1 },
    { mac_address: MAC, report_interval_s: 604_800 },
  ])('accepts %j', (body) => {
    expect(fits(registerDeviceSchema, body)).toBe(true);
  });

  it.each([
    {},
    [],
    null,
    'text',
    { mac_address: 12 },
    { mac_address: MAC, plant_id: 'x' },
    { mac_address: MAC, name: '' },
    { mac_address: MAC, name: '  ' },
    { mac_address: MAC, name: 'x'.repeat(101) },
    { mac_address: MAC, name: 'a\u0000b' },
    { mac_address: MAC, name: 'a\nb' },
    { mac_address: MAC, firmware_version: 'x'.repeat(65) },
    { mac_address: MAC, sensor_types: ['<b>'] },
    { mac_address: MAC, sensor_types: [''] },
    { mac_address: MAC, sensor_types: Array.from({ length: 33 }, () => 'a') },
    { mac_address: MAC, sensor_types: 'soil' },
    { mac_address: MAC, report_interval_s: 0 },
    { mac_address: MAC, report_interval_s: 604_801 },
    { mac_address: MAC, report_interval_s: '60' },
  ])('refuses %j', (body) => {
    expect(fits(registerDeviceSchema, body)).toBe(false);
  });

  it('keeps text unchanged except for surrounding space', () => {
    expect(registerDeviceSchema.parse({ mac_address: MAC, name: `  O'Brien <b>"; DROP TABLE -- 🌿 ` }).name).toBe(
      `O'Brien <b>"; DROP TABLE -- 🌿`,
    );
  });
});

describe('provisioning', () => {
  it.each([{ plant_id: 'plant_1' }, { plant_id: null }, { new_plant: { name: 'Fern' } }])('accepts %j', (body) => {
    expect(fits(provisionDeviceSchema, body)).toBe(true);
  });

  it.each([
    {},
    { plant_id: 5 },
    { plant_id: '' },
    { new_plant: {} },
    { plant_id: 'plant_1', new_plant: { name: 'Fern' } },
    { new_plant: { name: 'Fern', id: 'mine' } },
  ])('refuses %j', (body) => {
    expect(fits(provisionDeviceSchema, body)).toBe(false);
  });
});

describe('other bodies', () => {
  it('a device update must change something', () => {
    expect(fits(updateDeviceSchema, {})).toBe(false);
    expect(fits(updateDeviceSchema, { name: null })).toBe(true);
    expect(fits(updateDeviceSchema, { locked: 'yes' })).toBe(false);
  });

  it('a plant needs a name, and limits in the right order', () => {
    expect(fits(createPlantSchema, { name: 'Fern', species: null })).toBe(true);
    expect(fits(createPlantSchema, { species: 'Fern' })).toBe(false);
    expect(fits(createPlantSchema, { name: 'Fern', thresholds: { humidity: { min: 60, max: 40 } } })).toBe(false);
  });
});
