import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { translate } from './auto.ts';
import { DIALECTS, type Said, type SensorSaid } from './dialect.ts';
import { measuredBy } from './esphome.ts';
import { fixturesOf, RECORDED } from './fixtures/fixtures.ts';

/** What a message says of sensors, without what is empty. */
const shown = (sensors: readonly SensorSaid[]): unknown[] =>
  sensors.map(({ local: _, probe: __, vitals, ...sensor }) => ({
    ...sensor,
    ...(vitals && Object.keys(vitals).length > 0 && { vitals }),
  }));
const understood = (topic: string, payload: unknown): Said => {
  const translation = translate(topic, typeof payload === 'string' ? payload : JSON.stringify(payload));
  if (!('sensors' in translation)) throw new Error(JSON.stringify(translation));
  return translation;
};
const valuesOf = (topic: string, payload: unknown) => understood(topic, payload).sensors.map(({ values }) => values);

describe.each(RECORDED)('recorded messages of %s', (dialect) => {
  it.each(fixturesOf(dialect).map((fixture) => [`${fixture.topic} ${fixture.payload.slice(0, 40)}`, fixture] as const))(
    '%s',
    (_, { topic, payload, sensors, gateway, roster, renamed, nothing }) => {
      for (const chosen of ['auto', dialect] as const) {
        const translation = translate(topic, payload, chosen);
        if (nothing) {
          expect(translation).toHaveProperty('nothing');
          continue;
        }
        expect(translation).toMatchObject({ sensors: expect.any(Array) as unknown });
        const message = translation as Said;
        expect(shown(message.sensors)).toEqual(sensors ?? []);
        expect(message.gateway).toEqual(gateway);
        expect(message.renamed).toEqual(renamed);
        expect(message.roster?.entries.map(({ local, address }) => ({ local, address }))).toEqual(roster);
      }
    },
  );
});

describe('Tasmota', () => {
  it('has one row for what is wired to a board, wherever FullTopic puts its parts', () => {
    const payload = { SI7021: { Temperature: 72.5, Humidity: 45 }, BH1750: { Illuminance: 500 }, TempUnit: 'F' };
    for (const topic of ['tele/shelf/SENSOR', 'shelf/tele/SENSOR'])
      expect(understood(topic, payload).sensors).toEqual([
        { local: 'shelf', name: 'shelf', values: { temperature: 22.5, humidity: 45, light_level: 500 } },
      ]);
    expect(understood('tele/SENSOR', payload).sensors[0]).toMatchObject({ local: '', name: '' });
  });

  it('keeps probes apart by the number in their chip, also when the others are missing', () => {
    const one = understood('tele/shelf/SENSOR', { 'DS18B20-2': { Id: '0301A279EA92', Temperature: 20 } });
    expect(one.sensors[0]).toMatchObject({ local: 'shelf/0301A279EA92', name: 'shelf DS18B20-2' });
  });

  it('takes no temperature of a chip and no raw moisture', () => {
    expect(translate('tele/shelf/SENSOR', '{"ESP32":{"Temperature":53.3},"TempUnit":"C"}')).toHaveProperty('nothing');
    expect(translate('tele/shelf/SENSOR', '{"SEESAW_SOIL-36":{"Moisture":612}}')).toHaveProperty('unclear');
  });
});

describe('zigbee2mqtt', () => {
  it('may have a base topic of its own below that of the gateway', () => {
    expect(understood('zigbee2mqtt/fern', { soil_moisture: 40, linkquality: 3 }).sensors[0]?.local).toBe('fern');
    expect(understood('zigbee2mqtt/bridge/state', 'online').gateway).toBe('online');
  });

  it('takes the address from what it says of the device', () => {
    const device = { ieeeAddr: '0x00158D0001AB12CD', friendlyName: 'fern' };
    expect(understood('fern', { soil_moisture: 40, linkquality: 3, device }).sensors[0]?.address).toBe(
      'ieee:0x00158d0001ab12cd',
    );
  });
});

describe('JSON with names that are known', () => {
  it('is understood under any topic, with the topic as name', () => {
    expect(understood('garden/bed 3', { soil: 31, temp: 19.5, battery: 80 })).toEqual({
      dialect: 'json',
      sensors: [
        {
          local: 'garden/bed 3',
          name: 'garden/bed 3',
          values: { soil_moisture: 31, temperature: 19.5 },
          vitals: { battery_pct: 80 },
        },
      ],
    });
  });

  it('may also be one value a topic', () => {
    expect(understood('bed/moisture', '31.5')).toMatchObject({
      sensors: [{ local: 'bed', values: { soil_moisture: 31.5 } }],
    });
  });

  it.each([
    ['bed', '{"bodenfeuchte":31}'],
    ['bed/soilwater', '31'],
    ['bed/moisture', 'wet'],
    ['node/sensor/beet_par/state', '31'],
    ['LORAtoMQTT', '{"rssi":-80,"soilwater":31}'],
    ['tele/shelf/SENSOR', 'not JSON'],
    ['fern', '{"soil_wetness":31,"linkquality":3}'],
  ])('%s %s looks like a reading and is not understood', (topic, payload) => {
    expect(translate(topic, payload)).toHaveProperty('unclear');
  });

  it.each([
    ['plug', '{"power":12.5,"state":"ON","linkquality":9}'],
    ['button', '{"action":"single"}'],
    ['hello', 'world'],
    ['', ''],
    ['fern/set', '{"temperature":20}'],
    ['lamp', '{"color_temp":370}'],
  ])('%s %s holds no reading', (topic, payload) => {
    const translation = translate(topic, payload);
    const values = 'sensors' in translation ? translation.sensors.flatMap((sensor) => Object.keys(sensor.values)) : [];
    expect([values, 'unclear' in translation]).toEqual([[], false]);
  });
});

describe('radios beside Bluetooth', () => {
  it.each([
    [
      'rtl_433/pi/events',
      '{"time":"2026-11-27 22:00:00","model":"Nexus-TH","id":55,"channel":1,"temperature_C":21.4,"humidity":44}',
      'Nexus-TH 55 1',
      { temperature: 21.4, humidity: 44 },
    ],
    [
      'rtl_433/pi/events',
      '{"model":"Acurite-Tower","id":"11","temperature_F":70}',
      'Acurite-Tower 11',
      { temperature: 21.11 },
    ],
    [
      'RTL_433toMQTT/Fineoffset-WH51/0/00a1b2',
      '{"model":"Fineoffset-WH51","id":"00a1b2","moisture":42}',
      'Fineoffset-WH51 00a1b2',
      { soil_moisture: 42 },
    ],
    [
      'LORAtoMQTT',
      '{"rssi":-80,"snr":9,"model":"Dragino","id":7,"soil_moisture":41}',
      'Dragino 7',
      { soil_moisture: 41 },
    ],
    [
      'OMG/LORAtoMQTT',
      '{"rssi":-80,"message":"{\\"soil_moisture\\":41,\\"temp\\":20}"}',
      'OMG/LORAtoMQTT',
      { soil_moisture: 41, temperature: 20 },
    ],
  ])('on %s (%s) are told apart by model and id', (topic, payload, name, values) => {
    expect(translate(topic, payload)).toMatchObject({ sensors: [{ local: name, name, values }] });
  });

  it('that hear something else say nothing of plants', () => {
    expect(translate('LORAtoMQTT', '{"rssi":-80,"message":"hello"}')).toHaveProperty('nothing');
    expect(translate('SYStoMQTT', '{"uptime":3,"tempc":53.2}')).toHaveProperty('nothing');
  });
});

describe('a bare value', () => {
  it.each([
    ['41 %', 41],
    ['41,5%', 41.5],
    ['-3.5 °C', -3.5],
    ['unavailable', 'unavailable'],
    ['unknown', 'unknown'],
    ['nan', 'nan'],
  ])('of %s is taken, or left to the verdict of the field', (payload, value) => {
    expect(translate('node/sensor/temperature/state', payload)).toMatchObject({
      sensors: [{ values: { temperature: value } }],
    });
  });

  it('that is missing of a vital sign says nothing', () => {
    expect(translate('ha/sensor/fern_battery/state', 'unavailable')).toHaveProperty('nothing');
  });
});

describe("an object id of ESPHome's", () => {
  it.each([
    ['soil_moisture', 'soil_moisture'],
    ['bodenfeuchte', 'soil_moisture'],
    ['tomate_bodenfeuchtigkeit', 'soil_moisture'],
    ['luftfeuchtigkeit', 'humidity'],
    ['dachboden_luftfeuchte', 'humidity'],
    ['ground_floor_humidity', 'humidity'],
    ['sous_sol_humidite', 'humidity'],
    ['bodentemperatur', 'soil_temperature'],
    ['lufttemperatur', 'temperature'],
    ['helligkeit', 'light_level'],
    ['beleuchtungsst_rke', 'light_level'],
    ['leitf_higkeit', 'soil_ec'],
    ['humedad_del_suelo', 'soil_moisture'],
    ['humedad', 'humidity'],
    ['temperatura_del_suelo', 'soil_temperature'],
    ['luz', 'light_level'],
    ['conductividad', 'soil_ec'],
    ['humidite_du_sol', 'soil_moisture'],
    ['humidit__du_sol', 'soil_moisture'],
    ['temperature_du_sol', 'soil_temperature'],
    ['luminosite', 'light_level'],
    ['lumi__re', 'light_level'],
    ['soil_moisture_2', 'soil_moisture'],
    ['basil-moisture', 'soil_moisture'],
    ['soil_humidity', 'soil_moisture'],
    ['soil_temperature', 'soil_temperature'],
    ['balcony_temperature', 'temperature'],
    ['room_temp', 'temperature'],
    ['room_humidity', 'humidity'],
    ['illuminance', 'light_level'],
    ['ambient_light', 'light_level'],
    ['soil_conductivity', 'soil_ec'],
    ['scd40_co2', 'co2'],
    ['soil_ph', 'ph'],
  ])('%s is %s', (objectId, metric) => {
    expect(measuredBy(objectId)).toEqual({ metric, isFahrenheit: false });
  });

  it.each([
    'esp_internal_temperature',
    'cpu_temperature',
    'soil_moisture_raw',
    'soil_adc_voltage',
    'target_temperature',
    'phase',
    'uptime',
    'battery_voltage',
  ])('%s is nothing of a plant', (objectId) => {
    expect(measuredBy(objectId)).toBeUndefined();
  });

  it('may name the unit', () => {
    expect(understood('n/sensor/temperature_f/state', '68').sensors[0]?.values).toEqual({ temperature: 20 });
  });
});

it('a last will is heard from the gateway that a program is, in whatever words', () => {
  for (const [topic, payload] of [
    ['LWT', 'Offline'],
    ['status', 'offline'],
    ['bridge/state', '{"state":"offline"}'],
    ['OMG/LWT', 'offline'],
  ] as const)
    expect(understood(topic, payload).gateway, topic).toBe('offline');
});

it('values that are none are passed on as they are, for the check that follows', () => {
  expect(valuesOf('fern', { soil_moisture: 'wet', temperature: null, linkquality: 3 })).toEqual([
    { soil_moisture: 'wet', temperature: null },
  ]);
});

describe('whatever a gateway sends', () => {
  const segment = fc.oneof(
    fc.constantFrom(
      'tele',
      'SENSOR',
      'bridge',
      'devices',
      'state',
      'sensor',
      'BTtoMQTT',
      '$announce',
      'LWT',
      'availability',
    ),
    fc.string({ maxLength: 6 }),
  );
  const topics = fc.array(segment, { maxLength: 5 }).map((parts) => parts.join('/'));
  const keys = fc.constantFrom(
    'moi',
    'Temperature',
    'StatusSNS',
    'Wifi',
    'mac',
    'device',
    'data',
    'linkquality',
    '__proto__',
  );
  const payloads = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.dictionary(keys, fc.jsonValue()).map((value) => JSON.stringify(value)),
    fc.array(fc.dictionary(keys, fc.jsonValue())).map((value) => JSON.stringify(value)),
  );

  it('no dialect throws, and what is understood has a name and known metrics', () => {
    fc.assert(
      fc.property(topics, payloads, fc.constantFrom('auto' as const, ...DIALECTS), (topic, payload, dialect) => {
        const translation = translate(topic, payload, dialect);
        if ('sensors' in translation)
          for (const { local, name, values } of translation.sensors)
            expect([typeof local, typeof name, typeof values]).toEqual(['string', 'string', 'object']);
        else expect(Object.values(translation)).toEqual([expect.stringMatching(/./)]);
      }),
      { numRuns: 500 },
    );
  });
});
