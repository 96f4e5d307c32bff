import { expect, it } from 'vitest';
import { Traffic } from './traffic.ts';

it('counts what was rejected and set aside by kind, and where a node failed last', () => {
  const traffic = new Traffic({
    handedOut: (kind) => (kind === 'telemetry' ? 7 : 2),
    answered: () => ({ count: 5, afterMs: 50 }),
  });
  traffic.rejected({ topic: 'devices/a/telemetry', reason: 'cold' });
  traffic.rejected({
    topic: 'devices/a/heartbeat',
    reason: 'lost',
    setAside: true,
    node: { id: 'n', name: 'function "x"' },
  });
  traffic.rejected({ topic: 'devices/a/telemetry', reason: 'full disk', setAside: true });
  traffic.rejected({ topic: 'elsewhere', reason: 'no topic' });
  expect(traffic.counts()).toEqual({
    kinds: {
      telemetry: { handedOut: 7, rejected: 1, setAside: 0 },
      heartbeat: { handedOut: 2, rejected: 0, setAside: 1 },
      gateway: { handedOut: 2, rejected: 0, setAside: 0 },
    },
    nodeErrors: 0,
    lastFault: { nodeId: 'n', node: 'function "x"', reason: 'lost' },
    answered: { count: 5, afterMs: 50 },
  });
  traffic.nodeFailed({ id: 'm', name: 'threshold' }, 'broken');
  expect(traffic.counts()).toMatchObject({ nodeErrors: 1, lastFault: { nodeId: 'm', reason: 'broken' } });
});
