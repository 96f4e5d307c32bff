import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { expect, it } from 'vitest';
import { readHistoryFile } from '../services/imports/file-reading.ts';
import { csvOptions } from './csv-form.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const CELLS = ['2026-03-01 13:00:00', 'dev', '40,5', '20,5', '50', '300', '900', '19', '600', '6,5'];

it.each(LANGUAGES)('an export for a spreadsheet in %s is recognised whole by an import', async (language) => {
  const timeZone = 'Europe/Madrid';
  const form = { header: 'units', decimal: ',', bom: true, timeZone, plantName: 'Fern: left', language } as const;
  const titles = (csvOptions(form, NOW).columns as readonly { header: string }[]).map(({ header }) => header);
  const found = await readHistoryFile(
    (async function* file() {
      yield `${titles.join(';')}\n${titles.map((_, place) => CELLS[place] ?? '').join(';')}\n`;
    })(),
    { mapping: undefined, zone: 'UTC', nowMs: NOW, keptFromMs: -Infinity, take: async (readings) => readings.length },
  );
  expect(found.form).toBe('plantops');
  expect(found.preview).toEqual([
    {
      line: 2,
      time: '2026-03-01T12:00:00.000Z',
      values: {
        soil_moisture: 40.5,
        temperature: 20.5,
        humidity: 50,
        light_level: 300,
        soil_ec: 900,
        soil_temperature: 19,
        co2: 600,
        ph: 6.5,
      },
    },
  ]);
});
