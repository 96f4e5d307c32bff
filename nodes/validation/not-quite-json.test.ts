import { describe, expect, it } from 'vitest';
import { ClockMemory } from './clock-memory.ts';
import { validateTelemetry } from './core.ts';

describe('what is not quite JSON', () => {
  it.each([
    ['{soil_moisture:41, temperature: nan}', { soil_moisture: 41 }],
    ['{soil_moisture: \'41\', "humidity":55}', { soil_moisture: 41, humidity: 55 }],
    ['[{"soil_moisture":41}]', { soil_moisture: 41 }],
    ['{"temperature":"68 °F","soil_temperature":"50F"}', { temperature: 20, soil_temperature: 10 }],
    ['{"temperature":-46.85,"humidity":-6,"soil_moisture":3}', { soil_moisture: 3 }],
  ])('%s is taken as far as it goes', (payload, values) => {
    const verdict = validateTelemetry(
      { deviceId: 'dev_1', topic: '', payload: Buffer.from(payload), receivedAt: new Date('2026-03-01T12:00:00Z') },
      new ClockMemory(),
      300,
    );
    expect(verdict).toMatchObject({ accepted: { values } });
    expect('accepted' in verdict && verdict.accepted.values).toEqual(values);
  });
});
