import { describe, expect, it } from 'vitest';
import type { NewFinding } from '../ports.ts';
import type { Remark } from '../remarks.ts';
import { findingText } from './kinds.ts';
import { findingOf, noteRemarks } from './of-remark.ts';

/** What people read of a remark. */
function words(remark: Remark, language: 'en' | 'de' = 'en'): string[] {
  const { code, metric = null, evidence = {} } = findingOf(remark);
  const { title, advice } = findingText(code, { metric, evidence }, language);
  return [title, advice];
}

describe('a remark about a message', () => {
  it.each<[Remark, title: string, line: string]>([
    [
      { code: 'value_set_aside', field: 'humidity', sent: 'nan', why: 'not_a_number' },
      'Humidity was set aside: nan is not a number.',
      'if (!isnan(x)) doc["humidity"] = x;',
    ],
    [
      { code: 'value_set_aside', field: 'temperature', sent: '"warm"', why: 'text' },
      'Temperature was set aside: "warm" is text, not a number.',
      'doc["temperature"] = x;',
    ],
    [
      { code: 'value_set_aside', field: 'soil_moisture', sent: '700', why: 'too_high' },
      'Soil moisture was set aside: 700 is above what a sensor can measure.',
      'constrain(map(raw, dry, wet, 0, 100), 0, 100)',
    ],
    [
      { code: 'fault_value', field: 'temperature', sent: '85', source: 'a DS18B20 that has not measured yet' },
      'Temperature has no value: 85 is what a DS18B20 that has not measured yet sends.',
      'sensors.requestTemperatures(); delay(750);',
    ],
    [
      { code: 'value_clamped', field: 'soil_moisture', sent: '104', stored: 100 },
      'Soil moisture was 104, just beyond the scale; 100 was stored.',
      'constrain(map(raw, dry, wet, 0, 100), 0, 100)',
    ],
    [
      { code: 'value_as_text', field: 'ph', sent: '"6.5"', stored: 6.5 },
      'pH came as text, "6.5"; the number 6.5 was stored.',
      'doc["ph"] = x;',
    ],
    [
      { code: 'value_set_aside', field: 'light_level', sent: '"1.200 lx"', why: 'ambiguous' },
      'Light was set aside: "1.200 lx" can be read as two numbers.',
      'doc["light_level"] = x;',
    ],
    [
      { code: 'share_of_one', field: 'humidity', sent: '0.45', stored: 0.45 },
      'Humidity came as 0.45, which looks like a share of 1; 0.45 % was stored.',
      'doc["humidity"] = 100 * x;',
    ],
    [
      { code: 'time_by_other_name', field: 'timestamp', sent: 'ts' },
      '"ts" is read as the time of the measurement.',
      'timestamp',
    ],
    [
      { code: 'vitals_set_aside', field: 'battery_pct', sent: '300', why: 'fault_value' },
      'battery_pct was left out: 300 cannot be.',
      '{"uptime_s":12,"rssi_dbm":-60,"battery_pct":80}',
    ],
    [
      { code: 'clock_off', field: 'timestamp', sent: '"2026-03-01T14:00:00"', offset_s: -7199 },
      'The clock is 120 min ahead: it sent "2026-03-01T14:00:00". Readings are judged by when they arrive.',
      'gmtime(&now)',
    ],
    [
      { code: 'clock_off', field: 'timestamp', sent: '1772366340', offset_s: 4000 },
      'The clock is 67 min behind: it sent 1772366340. Readings are judged by when they arrive.',
      'configTime(0, 0, "pool.ntp.org");',
    ],
    [
      { code: 'clock_off', field: 'timestamp', sent: '"1970-01-01T00:00:10Z"', offset_s: null },
      'The time "1970-01-01T00:00:10Z" cannot be used; readings have the time at which they arrive.',
      'configTime(0, 0, "pool.ntp.org");',
    ],
    [
      { code: 'time_unreadable', field: 'timestamp', sent: '"noon"' },
      'The time "noon" cannot be used; readings have the time at which they arrive.',
      'gmtime(&now)',
    ],
  ])('%j says what was noticed, and the line of the sketch to change', (remark, title, line) => {
    const [said, advice] = words(remark);
    expect([said, advice]).toEqual([title, expect.stringContaining(line)]);
    const [german, rat] = words(remark, 'de');
    expect(german).not.toBe(title);
    expect(german).toContain(remark.sent);
    expect(rat).toContain(line);
  });

  it('is noted at its device; a message without any notes nothing', () => {
    const noted: [string, NewFinding][] = [];
    const findings = {
      note: (deviceId: string, finding: NewFinding) => void noted.push([deviceId, finding]),
      clear: () => undefined,
      has: () => false,
    };
    noteRemarks(findings, { deviceId: 'dev_1' });
    noteRemarks(findings, {
      deviceId: 'dev_1',
      remarks: [{ code: 'value_clamped', field: 'humidity', sent: '101', stored: 100 }],
    });
    expect(noted).toEqual([
      ['dev_1', { code: 'value_clamped', metric: 'humidity', evidence: { sent: '101', stored: 100 } }],
    ]);
  });
});
