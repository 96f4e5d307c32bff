import { expect, it } from 'vitest';
import { PortClosedError } from '../port/port-end.ts';
import { EngineReports } from './engine-reports.ts';

const engineThat = (call: (name: string, input: unknown) => Promise<unknown>) => ({ call: call as never });

it('an engine is asked for what it knows', async () => {
  const asked: unknown[] = [];
  const reports = new EngineReports(() =>
    engineThat((name, input) => {
      asked.push([name, input]);
      return Promise.resolve(
        name === 'node_figures' ? [] : { engine_started_at: '2026-01-07T12:00:00.000Z', ways: [] },
      );
    }),
  );
  expect(await reports.waysOf('dev_1')).toEqual({ engine_started_at: '2026-01-07T12:00:00.000Z', ways: [] });
  expect(await reports.nodeFigures()).toEqual([]);
  expect(asked).toEqual([
    ['device_ways', { deviceId: 'dev_1' }],
    ['node_figures', null],
  ]);
});

it.each([
  ['is not prepared yet', () => undefined],
  ['is away', () => engineThat(() => Promise.reject(new PortClosedError('away')))],
])('an engine that %s tells nothing, which is no fault', async (_, engine) => {
  const reports = new EngineReports(engine);
  expect(await reports.waysOf('dev_1')).toEqual({ engine_started_at: null, ways: [] });
  expect(await reports.nodeFigures()).toEqual([]);
});

it('another fault is passed on', async () => {
  const reports = new EngineReports(() => engineThat(() => Promise.reject(new Error('not in the agreed form'))));
  await expect(reports.waysOf('dev_1')).rejects.toThrow('not in the agreed form');
});
