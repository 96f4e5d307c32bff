import type { ImportMapping } from '@plantops/shared/api/imports.ts';
import { describe, expect, it } from 'vitest';
import { type FileReadingOptions, type FileReport, readHistoryFile } from './file-reading.ts';
import { fileText } from './file-text.ts';
import type { ImportedReading } from './line-tally.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

interface Read extends FileReport {
  readings: [time: string, values: ImportedReading['values']][];
}

/** Reads a file that comes in pieces of a few bytes. */
async function read(
  file: string | Uint8Array,
  options: Partial<FileReadingOptions> = {},
  pieceBytes = 1e6,
): Promise<Read> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const readings: Read['readings'] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const report = await readHistoryFile(fileText(pieces()), {
    mapping: undefined,
    zone: 'Europe/Berlin',
    nowMs: NOW,
    keptFromMs: -Infinity,
    take(batch) {
      for (const { time, values } of batch) readings.push([time.toISOString(), { ...values }]);
      return Promise.resolve(batch.length);
    },
    ...options,
  });
  return { ...report, readings };
}
const mappedTo = ({ mapping }: Read) =>
  mapping.values.map(({ column, series, metric, unit }) => [series ?? column, metric, unit]);

describe('a file of', () => {
  it("Home Assistant's history has a line for each change of each entity, and none for what is unavailable", async () => {
    const found = await read(`entity_id,state,last_changed
sensor.monstera_soil_moisture,45.2,2026-03-01T12:00:00.000Z
sensor.monstera_soil_moisture,unavailable,2026-03-01T12:05:00.000Z
sensor.monstera_temperature,unknown,2026-03-01T12:00:00.000Z
sensor.monstera_temperature,21.5,2026-03-01T12:00:00.000Z
sensor.fern_temperature,19,2026-03-01T12:00:00.000Z
light.kitchen,on,2026-03-01T12:00:00.000Z
`);
    expect(found).toMatchObject({
      form: 'home_assistant_history',
      is_complete: true,
      lines: 6,
      lines_of_others: 2 + 1,
    });
    expect(mappedTo(found)).toEqual([
      ['sensor.monstera_soil_moisture', 'soil_moisture', '%'],
      ['sensor.monstera_temperature', 'temperature', '°C'],
    ]);
    expect(found.readings).toEqual([['2026-03-01T12:00:00.000Z', { soil_moisture: 45.2, temperature: 21.5 }]]);
    expect(found.series).toContainEqual({ name: 'sensor.fern_temperature', lines: 1, samples: ['19'] });
    expect(found.faults).toEqual([]);
  });

  it("Home Assistant's statistics has means of hours, local times, and the unit of each line", async () => {
    const found = await read(
      'statistic_id\tunit\tstart\tmin\tmax\tmean\nsensor.palm_temp\t°F\t01.03.2026 13:00\t60\t70\t68\nsensor.palm_light\tlx\t01.03.2026 13:00\t1\t3\t2\n',
    );
    expect(found).toMatchObject({
      form: 'home_assistant_statistics',
      mapping: { separator: '\t', time: { form: 'dmy' } },
    });
    expect(found.readings).toEqual([['2026-03-01T12:00:00.000Z', { temperature: 20, light_level: 2 }]]);
  });

  it("Home Assistant's database counts its statistics in seconds", async () => {
    const found = await read('statistic_id,start_ts,mean\nsensor.palm_humidity,1772366400.0,55.5\n');
    expect(found.readings).toEqual([['2026-03-01T12:00:00.000Z', { humidity: 55.5 }]]);
  });

  it('InfluxDB 2 has annotations, a table for each series, and titles again before each', async () => {
    const found = await read(`#group,false,false,true,true,false,false,true,true,true\r
#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string\r
#default,_result,,,,,,,,\r
,result,table,_start,_stop,_time,_value,_field,_measurement,entity_id\r
,,0,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-01T12:00:00Z,21.5,value,°C,monstera_temperature\r
,,0,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-01T12:05:00Z,21.75,value,°C,monstera_temperature\r
\r
#group,false,false,true,true,false,false,true,true,true,true\r
#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string,string\r
#default,_result,,,,,,,,,\r
,result,table,_start,_stop,_time,_value,_field,_measurement,domain,entity_id\r
,,1,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-01T12:00:00Z,44,value,%,sensor,monstera_soil_moisture\r
`);
    expect(found).toMatchObject({
      form: 'influxdb',
      lines: 3,
      faults: [],
      mapping: { time: { column: '_time', form: 'iso' } },
    });
    expect(found.readings).toEqual([
      ['2026-03-01T12:00:00.000Z', { temperature: 21.5, soil_moisture: 44 }],
      ['2026-03-01T12:05:00.000Z', { temperature: 21.75 }],
    ]);
  });

  it("InfluxDB 1's command line has nanoseconds, in UTC, and the name of the measurement", async () => {
    const found = await read(
      'name,time,soil_moisture,temperature\nplants,1772366400000000000,40,20\nplants,1772366460000000000,,20.5\n',
    );
    expect(found).toMatchObject({ form: 'influxdb_table', mapping: { time: { form: 'epoch_ns' } } });
    expect(found.readings).toEqual([
      ['2026-03-01T12:00:00.000Z', { soil_moisture: 40, temperature: 20 }],
      ['2026-03-01T12:01:00.000Z', { temperature: 20.5 }],
    ]);
  });

  it('PlantOps has the names of the API', async () => {
    const found = await read(
      'time,device_id,soil_moisture,temperature,ph\n2026-03-01T12:00:00.000Z,dev_1,40.25,,6.5\n',
    );
    expect(found).toMatchObject({ form: 'plantops', is_complete: true });
    expect(found.readings).toEqual([['2026-03-01T12:00:00.000Z', { soil_moisture: 40.25, ph: 6.5 }]]);
  });

  it('PlantOps for a German spreadsheet has words, units, decimal commas, and the zone in the title', async () => {
    const found = await read(
      '\uFEFFZeit (America/New_York);Gerät;Küche: Bodenfeuchte (%);Küche: Temperatur (°C)\n2026-03-01 07:00:00;dev_1;40,25;-1,5\n',
    );
    expect(found).toMatchObject({
      form: 'plantops',
      mapping: { separator: ';', decimal: ',', time: { zone: 'America/New_York' } },
    });
    expect(found.readings).toEqual([['2026-03-01T12:00:00.000Z', { soil_moisture: 40.25, temperature: -1.5 }]]);
  });

  it('an American logger has month first, twelve hours, and °F', async () => {
    const found = await read('Date,Time,Temp (°F),RH [%]\n2/28/2026,11:30 PM,70.7,55\n3/1/2026,12:15 AM,68,56\n', {
      zone: 'America/Chicago',
    });
    expect(found.mapping.time).toEqual({ column: 'Date', clock_column: 'Time', form: 'mdy', zone: 'America/Chicago' });
    expect(found.readings).toEqual([
      ['2026-03-01T05:30:00.000Z', { temperature: 21.5, humidity: 55 }],
      ['2026-03-01T06:15:00.000Z', { temperature: 20, humidity: 56 }],
    ]);
  });

  it('a German spreadsheet has the day first, in the letters of old Windows', async () => {
    const latin = Uint8Array.from('Datum;Temperatur (°C);Helligkeit\n1.3.26 13:00;20,5;1.234,5\n', (letter) =>
      letter.charCodeAt(0),
    );
    const found = await read(latin);
    expect(found.readings).toEqual([['2026-03-01T12:00:00.000Z', { temperature: 20.5, light_level: 1234.5 }]]);
  });

  it("Excel's Unicode has tabs and two bytes a letter", async () => {
    const utf16 = new Uint8Array(Buffer.from('\uFEFFTime\tTemperature\n2026-03-01 13:00\t20.5\n', 'utf16le'));
    expect((await read(utf16)).readings).toEqual([['2026-03-01T12:00:00.000Z', { temperature: 20.5 }]]);
  });

  it('values alone has no titles, and is read as its columns are told to be', async () => {
    const file = '1772366400,45,20\n1772366460,44,20\n';
    const found = await read(file);
    expect(found).toMatchObject({ is_complete: false, mapping: { header: false } });
    const mapping: ImportMapping = {
      ...found.mapping,
      time: { column: 'Column 1', clock_column: null, form: 'epoch_s', zone: 'UTC' },
      values: [{ column: 'Column 2', series: null, metric: 'soil_moisture', unit: '%' }],
    };
    expect((await read(file, { mapping })).readings).toEqual([
      ['2026-03-01T12:00:00.000Z', { soil_moisture: 45 }],
      ['2026-03-01T12:01:00.000Z', { soil_moisture: 44 }],
    ]);
  });
});

describe('a column that does not say its unit', () => {
  it.each([
    ['temperature', ['20', '25', '30'], '°C'],
    ['temperature', ['68', '70', '40'], '°F'],
    ['soil temperature', ['293.15', '295'], 'K'],
    ['moisture', ['0.25', '0.4'], 'fraction'],
    ['moisture', ['0', '1'], '%'],
    ['light', ['100', '2000'], 'lx'],
  ])('%s of %j is in %s', async (title, values, unit) => {
    const found = await read(`time,${title}\n${values.map((value, n) => `2026-03-01 1${n}:00,${value}\n`).join('')}`);
    expect(found.mapping.values[0]?.unit).toBe(unit);
  });
});

describe('the lines of a file', () => {
  it('may come in any pieces: within letters, quotes and line breaks', async () => {
    const file =
      'time,note,"temperature (°C)"\r\n2026-03-01T12:00:00Z,"two\r\nlines, and ""quotes"" – ü",20\r\n2026-03-01T12:01:00Z,,21';
    const whole = await read(file);
    expect(whole.readings).toHaveLength(2);
    for (const bytes of [1, 2, 3, 7]) expect(await read(file, {}, bytes)).toEqual(whole);
  });

  it('say by their number why they are not taken; the other values of a line are', async () => {
    const found = await read(
      `time,temperature,humidity
2026-03-01T12:00:00Z,20,50
never,20,50
2027-01-01T00:00:00Z,20,50
1999-12-31T00:00:00Z,20,50
2020-01-01T00:00:00Z,20,50
2026-03-01T12:01:00Z,warm,51
2026-03-01T12:02:00Z,120,52
2026-03-01T12:03:00Z,,
`,
      {
        keptFromMs: Date.UTC(2021, 0),
        mapping: {
          separator: ',',
          decimal: '.',
          header: true,
          time: { column: 'time', clock_column: null, form: 'iso', zone: 'UTC' },
          series_columns: [],
          values: [
            { column: 'temperature', series: null, metric: 'temperature', unit: '°C' },
            { column: 'humidity', series: null, metric: 'humidity', unit: '%' },
          ],
        },
      },
    );
    expect(found.faulty_lines).toEqual([
      { line: 3, code: 'no_time', column: 'time', text: 'never' },
      { line: 4, code: 'ahead_of_time', column: 'time', text: '2027-01-01T00:00:00Z' },
      { line: 5, code: 'too_early', column: 'time', text: '1999-12-31T00:00:00Z' },
      { line: 6, code: 'no_longer_kept', column: 'time', text: '2020-01-01T00:00:00Z' },
      { line: 7, code: 'not_a_number', column: 'temperature', text: 'warm' },
      { line: 8, code: 'out_of_range', column: 'temperature', text: '120' },
    ]);
    expect(found).toMatchObject({ lines: 8, lines_without_value: 1, readings_new: 3 });
    expect(found.readings.map(([, values]) => values)).toEqual([
      { temperature: 20, humidity: 50 },
      { humidity: 51 },
      { humidity: 52 },
    ]);
    expect(found.preview[1]).toEqual({ line: 7, time: '2026-03-01T12:01:00.000Z', values: { humidity: 51 } });
  });

  it('may be broken here and there: the columns are recognised by most of them', async () => {
    const found = await read(
      'time,temperature\n2026-03-01 13:00,20\nnever,21\n2026-03-01 14:00,warm\n2026-03-01 15:00,22\n',
    );
    expect(found).toMatchObject({ is_complete: true, readings_new: 2 });
    expect(found.faulty_lines.map(({ line, code }) => [line, code])).toEqual([
      [3, 'no_time'],
      [4, 'not_a_number'],
    ]);
  });

  it('of the same time are one reading, in which the first value of a metric stays', async () => {
    const found = await read('time,temperature,co2\n2026-03-01T12:00:00Z,20,\n2026-03-01T12:00:00Z,25,600\n');
    expect(found.readings).toEqual([['2026-03-01T12:00:00.000Z', { temperature: 20, co2: 600 }]]);
  });

  it('are stored a thousand at a time, and only the first faults are told', async () => {
    const sizes: number[] = [];
    const lines = Array.from({ length: 2500 }, (_, n) => `${1_772_366_400 + n},${n % 2 === 0 ? 20 : 'x'},50`);
    const file = `time,temperature,humidity\n1772366399,20,50\n${'1772366399,20,50\n'.repeat(300)}${lines.join('\n')}\n`;
    const found = await read(file, {
      take(batch) {
        sizes.push(batch.length);
        return Promise.resolve(0);
      },
    });
    expect(sizes).toEqual([1000, 1000, 501]);
    expect(found).toMatchObject({
      readings_new: 0,
      readings_known: 2501,
      faults: [{ code: 'not_a_number', count: 1250 }],
    });
    expect(found.faulty_lines).toHaveLength(100);
    expect(found.preview).toHaveLength(10);
  });

  it('in summer are told from those in winter by the zone, and the hour that comes twice is the first', async () => {
    const found = await read('time,temperature\n2025-07-01 14:00,20\n2025-10-26 02:30,20\n2026-03-29 02:30,20\n');
    expect(found.readings.map(([time]) => time)).toEqual([
      '2025-07-01T12:00:00.000Z',
      '2025-10-26T00:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ]);
  });
});

describe('a file is refused that', () => {
  it.each([
    ['is a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), /workbook/],
    ['is compressed', Uint8Array.from([0x1f, 0x8b, 8, 0]), /unpack/],
    ['is no text', Uint8Array.from([1, 2, 0, 4]), /no text/],
    ['is empty', new Uint8Array(), /empty/],
    ['has nothing but line breaks', new TextEncoder().encode('\n\n\n'), /empty/],
    ['does not close a quote', new TextEncoder().encode(`time,"x\n${'2026,1\n'.repeat(20_000)}`), /quote/],
  ])('%s', async (_, file, said) => {
    await expect(read(file)).rejects.toMatchObject({
      code: 'import_not_understood',
      message: expect.stringMatching(said),
    });
  });

  it('has not the columns that its mapping names', async () => {
    const { mapping } = await read('time,temperature\n2026-03-01 13:00,20\n');
    await expect(read('when,temperature\n2026-03-01 13:00,20\n', { mapping })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/mapping/time/column', detail: 'is not a column of the file' }],
    });
  });
});
