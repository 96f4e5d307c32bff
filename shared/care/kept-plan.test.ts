import { describe, expect, it } from 'vitest';
import { careAdvice, carePlan } from '../testing/care-fixtures.ts';
import { diagnosis, finding } from '../testing/diagnosis-fixtures.ts';
import { keptPlanNow, type KeptPlanOptions } from './kept-plan.ts';

const watering = (due: string) => ({ task: 'watering' as const, due, every_days: 9, note: 'Slowly.' });
const feeding = {
  task: 'fertilizing' as const,
  due: '2026-03-15',
  every_days: 14,
  note: 'Half the dose on the label.',
};

const now = (overrides: Partial<KeptPlanOptions> = {}) =>
  keptPlanNow({
    plan: carePlan({
      diagnosis: diagnosis(),
      alerts: ['Soil moisture is below its limit'],
      basis: {
        level: 'attention',
        watering: { every_days: null, amount_ml: null },
        points: [{ part: 'alerts/0', findings: ['soil_dry'], asks: ['water_now'] }],
      },
    }),
    now: {
      diagnosis: diagnosis({ findings: [finding(), finding({ code: 'cold_now', metric: 'temperature' })] }),
      advice: careAdvice({
        watering: { frequency: 'x', amount: 'x', next: '2026-03-21' },
        humidity: { current: 31, ideal: 'x', recommendation: 'x' },
        alerts: ['It is 6 °C'],
        schedule: [watering('2026-03-21'), { ...feeding, due: '2026-09-01' }],
      }),
    },
    lastDone: {},
    say: ({ finding: { code } }) => code,
    ...overrides,
  });

describe('a plan that somebody wrote', () => {
  it('keeps its words, and has the watering and the alerts of now', () => {
    const kept = carePlan();
    expect(now()).toMatchObject({
      summary: kept.summary,
      watering: { ...kept.watering, next: '2026-03-21' },
      light: kept.light,
      humidity: { ...kept.humidity, current: 31 },
      alerts: ['It is 6 °C', 'Soil moisture is below its limit'],
      alerts_now: 1,
    });
    expect(now().schedule).toEqual([watering('2026-03-21'), feeding]);
  });

  it('is marked where something has changed, but not at what is of now', () => {
    expect(now().outdated).toEqual([{ part: 'summary', because: 'cold_now', text: 'cold_now' }]);
  });

  it('does not ask again for what was done since', () => {
    const done = { fertilizing: { at: '2026-03-10T09:00:00.000Z', on: '2026-03-10' } };
    expect(now({ lastDone: done }).schedule[1]?.due).toBe('2026-03-24');
  });

  it('says an alert once where it and the rules say the same, and has room for eight', () => {
    const { alerts, alerts_now } = now({
      plan: carePlan({ alerts: ['It is 6 °C', ...Array.from({ length: 7 }, (_, nth) => `Alert ${nth}`)] }),
      now: { diagnosis: diagnosis(), advice: careAdvice({ alerts: ['It is 6 °C', 'Frost tonight'] }) },
    });
    expect(alerts_now).toBe(1);
    expect(alerts.slice(0, 2)).toEqual(['Frost tonight', 'It is 6 °C']);
    expect(alerts).toHaveLength(8);
  });
});
