import { noLatency } from '@plantops/shared/latency.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import { expect, it } from 'vitest';
import { IngestFigures } from './ingest-figures.ts';

const RECEIVED = new Date('2026-03-01T12:00:00Z');
const measured = (secondsBefore: number): Reading => ({
  deviceId: 'dev',
  plantId: null,
  time: new Date(RECEIVED.getTime() - secondsBefore * 1000),
  receivedAt: RECEIVED,
  clockWrong: false,
  values: { temperature: 20 },
});

it('counts readings that are stored, late after three heartbeats, or repeated, and how long each commit took', () => {
  const figures = new IngestFigures(60, noLatency);
  figures.committed(
    [measured(0), measured(180), measured(181), measured(999), measured(999)],
    ['stored', 'stored', 'stored', 'duplicate', { merged: { temperature: 20 } }],
    20,
  );
  figures.committed([measured(0)], ['stored'], 2000);
  const { stored, late, repeated, commit } = figures.counts();
  expect({ stored, late, repeated }).toEqual({ stored: 5, late: 2, repeated: 1 });
  expect(commit).toMatchObject({ count: 2, sumS: 2.02 });
});

it('counts rejected and set-aside messages by their kind, and none that no device can send', () => {
  const figures = new IngestFigures(60, () => ({ ...noLatency(), count: 7 }));
  figures.rejected({ topic: 'devices/a/telemetry' });
  figures.rejected({ topic: 'devices/a/telemetry', setAside: true });
  figures.rejected({ topic: 'gateways/a/state', setAside: true });
  figures.rejected({ topic: 'elsewhere' });
  expect(figures.counts().messages).toEqual([
    { kind: 'telemetry', rejected: 1, setAside: 1 },
    { kind: 'heartbeat', rejected: 0, setAside: 0 },
    { kind: 'gateway', rejected: 0, setAside: 1 },
  ]);
  expect(figures.counts().delivery.count).toBe(7);
});
