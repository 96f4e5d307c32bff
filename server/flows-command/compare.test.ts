import { describe, expect, it } from 'vitest';
import { differencesOf, type Outcome } from './compare.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const OUTCOME: Outcome = {
  fates: [
    {
      number: 1,
      stored: [{ deviceId: 'dev_1', plantId: 'basil', time: START + 60_000, values: { soil_moisture: 15.2 } }],
      repeated: 0,
      rejected: [],
    },
    { number: 2, stored: [], repeated: 0, rejected: ['soil_moisture: Too big'] },
    {
      number: 3,
      stored: [],
      repeated: 0,
      rejected: [],
      setAside: { nodeId: 'calibrate', node: 'function "calibrate"', reason: 'it failed: too wet' },
    },
    {
      number: 4,
      stored: [],
      repeated: 0,
      rejected: [],
      answer: { created: true, credentials: { device_id: 'dev_9' } },
    },
  ],
  alerts: [
    {
      at: START + 60_000,
      change: 'opened',
      alertId: 1,
      plantId: 'basil',
      deviceId: 'dev_1',
      metric: 'soil_moisture',
      direction: 'min',
      message: 'soil_moisture is 15.2, threshold min 20.0',
    },
  ],
  notices: [],
  commands: [{ at: START, deviceId: 'dev_1', text: '{"pump_s":5}' }],
  waiting: [{ nodeId: 'held', node: 'delay "held"', count: 2 }],
  notActed: [],
};
const differences = (expected: Parameters<typeof differencesOf>[1]) => differencesOf(OUTCOME, expected, START);

describe('what a test expects', () => {
  it('holds if all fields that it gives are so, in order', () => {
    expect(
      differences({
        stored: [{ device: 'dev_1', at: 60, values: { soil_moisture: 15.2 } }],
        rejected: ['Too big'],
        set_aside: [{ node: 'calibrate', reason: 'too wet' }],
        let_go: [],
        alerts: [{ change: 'opened', at: '2026-03-01T09:01:00+01:00', plant: 'basil' }],
        notices: [],
        commands: [{ at: 0, device: 'dev_1', text: '{"pump_s":5}' }],
        answers: [{ credentials: { device_id: 'dev_9' } }],
        refusals: [],
        waiting: { held: 2 },
        not_acted: {},
      }),
    ).toEqual([]);
  });

  it('is told in words where it is not so', () => {
    expect(
      differences({
        stored: [{ plant: null, at: 61, values: {} }],
        rejected: ['JSON'],
        set_aside: [],
        alerts: [{ change: 'opened' }, { change: 'closed' }],
        answers: [{ created: false }],
        waiting: { other: 1 },
      }),
    ).toEqual([
      'stored 1: plant is "basil", null was expected',
      'stored 1: at is "2026-03-01T08:01:00.000Z", 61 was expected',
      'stored 1: values is {"soil_moisture":15.2}, {} was expected',
      'rejected 1: the reason is "soil_moisture: Too big", which does not hold "JSON"',
      'set_aside 1 was not expected: {"node":"calibrate","reason":"it failed: too wet"}',
      'alerts 2 is missing: {"change":"closed"}',
      'answers 1: answer is {"created":true,"credentials":{"device_id":"dev_9"}}, {"created":false} was expected',
      'waiting held: 2 messages, 0 were expected',
      'waiting other: 0 messages, 1 were expected',
    ]);
  });
});
