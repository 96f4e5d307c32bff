import type { Alert } from '@plantops/shared/api/alerts.ts';
import { diagnose } from '@plantops/shared/diagnosis/diagnose.ts';
import type { DeviceFacts, PlantFacts } from '@plantops/shared/diagnosis/facts.ts';
import { UNKNOWN_PLACE } from '@plantops/shared/diagnosis/place.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { measured, metricFacts, plantFacts } from '@plantops/shared/testing/plant-facts.ts';
import { describe, expect, it } from 'vitest';
import type { StoredFinding } from '../../db/repositories/findings.ts';
import { tasksOfPlant } from './plant-tasks.ts';
import type { Reader, Task } from './task.ts';

const AT = '2026-03-08T12:00:00.000Z';
const WELL = plantFacts();

const reader = (language: Language): Reader => ({
  language,
  temperatureUnit: 'celsius',
  today: '2026-03-08',
  now: new Date(AT),
});

interface About {
  alerts?: readonly Alert[];
  findings?: readonly StoredFinding[];
}

const made = (facts: Partial<PlantFacts>, { alerts = [], findings = [] }: About = {}) =>
  tasksOfPlant({
    plant: { id: 'plant_1', name: 'Monty', place: UNKNOWN_PLACE, room_id: 'room_1' },
    diagnosis: diagnose(plantFacts(facts)),
    alerts,
    findings,
  });
const tasksOf = (facts: Partial<PlantFacts>, about?: About): Task[] => made(facts, about).tasks;
const metrics = (overrides: Partial<PlantFacts['metrics']>): PlantFacts['metrics'] => ({
  ...WELL.metrics,
  ...overrides,
});
const device = (overrides: Partial<DeviceFacts>): DeviceFacts => ({
  id: 'device_1',
  name: 'Shelf',
  isOnline: true,
  lastSeenAt: AT,
  batteryPct: 80,
  error: null,
  findings: [],
  ...overrides,
});

const alert = (overrides: Partial<Alert> = {}): Alert => ({
  id: 1,
  kind: 'threshold',
  code: null,
  evidence: null,
  plant_id: 'plant_1',
  device_id: 'device_1',
  metric: 'soil_moisture',
  value: 10,
  threshold: 30,
  direction: 'min',
  message: 'soil_moisture is 10.0, threshold min 30.0',
  opened_at: '2026-03-07T12:00:00.000Z',
  closed_at: null,
  acknowledged_at: null,
  sent_at: null,
  delivery: 'none',
  ...overrides,
});

const DRY = { metrics: metrics({ soil_moisture: measured(6) }) };
const SILENT = {
  metrics: metrics({
    soil_moisture: metricFacts({ value: 12, measuredAt: '2026-03-07T12:00:00.000Z' }),
    temperature: metricFacts({ value: 21, measuredAt: '2026-03-07T12:00:00.000Z' }),
    humidity: metricFacts(),
    light_level: metricFacts(),
  }),
  devices: [device({ isOnline: false })],
};
const DARK = { light: WELL.light.map((day) => ({ ...day, dli: 0.3, brightLux: 600 })) };
const COLD = {
  nights: WELL.nights.map((night) => ({ ...night, min: 8, mean: 9 })),
};
const CASES: readonly [string, Partial<PlantFacts>, Partial<Task>, Record<'en' | 'de', readonly [string, string]>][] = [
  [
    'a dry pot is to be watered',
    DRY,
    { id: 'water:plant_1', kind: 'water', urgency: 'urgent', doneBy: 'journal_entry', journalKind: 'watering' },
    { en: ['6%', 'Water it today.'], de: ['6 %', 'Gieße heute.'] },
  ],
  [
    'a wet pot is to be looked at',
    { metrics: metrics({ soil_moisture: measured(92) }), soil: { ...WELL.soil, driesPerDay: 2 } },
    { id: 'look:plant_1:wet', kind: 'look', urgency: 'attention', doneBy: 'seen' },
    { en: ['92%', 'Do not water'], de: ['92 %', 'Gieße erst wieder'] },
  ],
  [
    'a plant that has cold nights is to be looked at',
    COLD,
    { id: 'look:plant_1:cold', kind: 'look' },
    { en: ['8 °C', 'warmer'], de: ['8 °C', 'wärmer'] },
  ],
  [
    'a dark spot is a matter of light',
    DARK,
    { id: 'light:plant_1:dark', kind: 'light', urgency: 'attention' },
    { en: ['0.3 mol', 'closer to a window'], de: ['0,3 mol', 'näher ans Fenster'] },
  ],
  [
    'a silent sensor is to be seen to',
    SILENT,
    { id: 'sensor:plant_1', kind: 'sensor', since: '2026-03-07T12:00:00.000Z' },
    { en: ['24 hours', 'Check the sensor'], de: ['24 Stunden', 'Sieh nach dem Sensor'] },
  ],
  [
    'a sensor that cannot be right is to be seen to',
    { metrics: metrics({ temperature: measured(85) }) },
    { id: 'sensor:plant_1', kind: 'sensor', basis: ['value_impossible:temperature'] },
    { en: ['85 °C', 'Check the sensor'], de: ['85 °C', 'Sieh nach dem Sensor'] },
  ],
  [
    'a low battery is to be changed',
    { devices: [device({ batteryPct: 9 })] },
    { id: 'battery:device_1', kind: 'battery', deviceId: 'device_1', urgency: 'notice' },
    { en: ['9%', 'battery'], de: ['9 %', 'Batterie'] },
  ],
  [
    'a feeding is due by the last one that was logged',
    { events: [...WELL.events, { kind: 'fertilizing', at: '2026-02-01T09:00:00.000Z', amountMl: null }] },
    { id: 'chore:plant_1:fertilizing', kind: 'chore', journalKind: 'fertilizing', doneBy: 'journal_entry' },
    { en: ['35 days', 'Feed it'], de: ['35 Tagen', 'Dünge sie'] },
  ],
];

describe('what a diagnosis asks for becomes a task with its reason in figures:', () => {
  it.each(CASES)('%s', (_what, facts, expected, words) => {
    const tasks = tasksOf(facts);
    expect(tasks).toHaveLength(1);
    const [task] = tasks;
    expect(task).toMatchObject({ plantId: 'plant_1', roomId: 'room_1', name: 'Monty', ...expected });
    for (const language of ['en', 'de'] as const) {
      const told = task?.words(reader(language));
      const [figure, advice] = words[language];
      expect(told?.reason).toContain(figure);
      expect(told?.reason).toMatch(/Monty|Shelf/);
      expect(told?.advice).toContain(advice);
      expect(told?.title).not.toBe('');
    }
  });

  it('a plant that is well is nothing to do', () => {
    expect(made({})).toEqual({ tasks: [], left: [] });
  });

  it.each<[string, Partial<PlantFacts>]>([
    [
      'a watering that is due by the calendar of a plant that nobody measures and whose waterings nobody logs',
      { metrics: metrics({ soil_moisture: metricFacts(), temperature: metricFacts() }), events: [], devices: [] },
    ],
    ['a feeding that was never logged', { at: AT, events: WELL.events }],
    ['a remark about a device that is no fault', { devices: [device({ findings: ['other_name'] })] }],
  ])('%s is none', (_what, facts) => {
    expect(tasksOf(facts)).toEqual([]);
  });

  it('a device that has a problem says what was noticed, with its figure', () => {
    const noticed: StoredFinding = {
      deviceId: 'device_1',
      code: 'clock_off',
      metric: null,
      since: new Date(AT),
      lastAt: new Date(AT),
      count: 1,
      evidence: { sent: '2026-03-08T11:00:00Z', offset_s: 3600 },
    };
    const [task] = tasksOf({ devices: [device({ findings: ['clock_off'] })] }, { findings: [noticed] });
    expect(task).toMatchObject({ id: 'sensor:plant_1', deviceId: 'device_1', urgency: 'notice' });
    expect(task?.words(reader('en'))).toMatchObject({ reason: expect.stringContaining('The clock is 60 min behind') });
    expect(task?.words(reader('de'))).toMatchObject({ reason: expect.stringContaining('Die Uhr geht 60 min nach') });
  });
});

describe('one matter is one task:', () => {
  it('a sensor that is stuck in several metrics is seen to once, and the others are named', () => {
    const still = { days: WELL.metrics.temperature.days.map((day) => ({ ...day, min: 21, mean: 21, max: 21 })) };
    const [task, ...others] = tasksOf({
      metrics: metrics({
        temperature: { ...measured(21), ...still },
        humidity: { ...measured(21), ...still },
      }),
    });
    expect(others).toEqual([]);
    expect(task?.basis).toEqual(['values_stuck:temperature', 'values_stuck:humidity']);
    expect(task?.words(reader('en')).also).toEqual([expect.stringContaining('stands still')]);
  });

  it('an alert about an old value is not also a watering', () => {
    const alerts = [alert(), alert({ id: 2, kind: 'offline', metric: null })];
    const { tasks, left } = made(SILENT, { alerts });
    expect(tasks.map(({ id, alertIds }) => [id, alertIds])).toEqual([['sensor:plant_1', [2]]]);
    expect(left).toEqual([]);
  });

  it('an alert that is explained by a task is none of its own, and says since when', () => {
    const { tasks, left } = made(DRY, { alerts: [alert()] });
    expect(tasks).toMatchObject([{ id: 'water:plant_1', alertIds: [1], since: '2026-03-07T12:00:00.000Z' }]);
    expect(left).toEqual([]);
  });

  it('an alert about dry soil is answered by the watering of a moment ago, until that should be felt', () => {
    const watered = [{ kind: 'watering' as const, at: '2026-03-08T11:30:00.000Z', amountMl: null }];
    const about = { alerts: [alert()] };
    const open = [{ metric: 'soil_moisture' as const, side: 'below' as const, since: AT }];
    expect(made({ ...DRY, alerts: open, events: watered }, about)).toEqual({ tasks: [], left: [] });
    const unfelt = [{ ...watered[0], kind: 'watering' as const, at: '2026-03-08T07:00:00.000Z', amountMl: null }];
    expect(tasksOf({ ...DRY, alerts: open, events: unfelt }, about)).toMatchObject([{ id: 'look:plant_1:unfelt' }]);
  });

  it('an alert about the other side of a metric is another matter', () => {
    const hot = alert({ metric: 'temperature', direction: 'max', acknowledged_at: AT });
    expect(tasksOf(COLD, { alerts: [hot] })).toMatchObject([{ id: 'look:plant_1:cold', isKnown: false }]);
  });
});

describe('an acknowledged alert is quiet:', () => {
  const seen = { acknowledged_at: AT };

  it('what it is about is known, unless another alert about it is not', () => {
    const cold = alert({ metric: 'temperature', direction: 'min', ...seen });
    expect(tasksOf(COLD, { alerts: [cold] })).toMatchObject([{ isKnown: true, alertIds: [] }]);
    const other = alert({ id: 2, metric: 'temperature', direction: 'min' });
    expect(tasksOf(COLD, { alerts: [cold, other] })).toMatchObject([{ isKnown: false, alertIds: [2] }]);
  });

  it('water is still to be given, without haste', () => {
    expect(tasksOf(DRY, { alerts: [alert(seen)] })).toMatchObject([
      { id: 'water:plant_1', isKnown: false, urgency: 'attention' },
    ]);
  });

  it('it does not stand for a fault of which nobody was told', () => {
    const facts = {
      metrics: metrics({ temperature: measured(85) }),
      devices: [device({}), device({ id: 'device_2', isOnline: false })],
    };
    const offline = alert({ kind: 'offline', metric: null, device_id: 'device_2', ...seen });
    expect(tasksOf(facts, { alerts: [offline] })).toMatchObject([{ id: 'sensor:plant_1', isKnown: false }]);
  });
});
