import path from 'node:path';
import { systemClock } from '@plantops/shared/clock.ts';
import { afterAll, describe, expect, it } from 'vitest';
import type { Closing, DryFacts, DryFate, DryMessage, DryNotice, Happened } from '../port/dry-offers.ts';
import { DryProcess } from './dry-process.ts';
import { type FlowNode, readFlowFiles } from './flow-files.ts';

const SHIPPED = readFlowFiles(path.join(import.meta.dirname, '..', '..', 'flows'));
const START = Date.parse('2026-03-01T00:00:00Z');
const MINUTE = 60_000;
const FACTS: DryFacts = {
  devices: [
    {
      deviceId: 'dev_1',
      name: 'Board',
      plant: { id: 'basil', name: 'Basil', thresholds: { soil_moisture: { min: 20 } } },
    },
  ],
  mutes: [],
  alertCooldownS: 900,
  heartbeatIntervalS: 60,
  judgesSilence: false,
};

const reading = (minute: number, soilMoisture: unknown, deviceId = 'dev_1'): DryMessage => ({
  at: START + minute * MINUTE,
  topic: `devices/${deviceId}/telemetry`,
  payload: JSON.stringify({ timestamp: new Date(START + minute * MINUTE).toISOString(), soil_moisture: soilMoisture }),
});

/** The shipped flows with nodes between the plant and the store; each leads to the next, and the last to the store. */
function between(...nodes: (Partial<FlowNode> & Pick<FlowNode, 'id' | 'type'>)[]): FlowNode[] {
  const chain = nodes.map((node, index) => ({
    z: 'telemetry',
    name: node.id,
    x: 100,
    y: 100,
    wires: [[nodes[index + 1]?.id ?? 'telemetry-persistence']],
    ...node,
  }));
  return [
    ...SHIPPED.map((node) => (node.id === 'telemetry-enrich' ? { ...node, wires: [[nodes[0]?.id ?? '']] } : node)),
    ...chain,
  ];
}
const code = (id: string, func: string, more: Partial<FlowNode> = {}) => ({
  id,
  type: 'function',
  func,
  outputs: 1,
  timeout: '',
  libs: [],
  ...more,
});

/** One for all tests that leave it alive: each begins anew in it. */
const shared = new DryProcess({ clock: systemClock });
afterAll(() => shared.end());

/** Runs flows over messages. */
async function run(
  flows: FlowNode[],
  messages: DryMessage[],
  {
    facts = FACTS,
    untilMinute = 60,
    engine = shared,
  }: { facts?: DryFacts; untilMinute?: number; engine?: DryProcess } = {},
): Promise<{ fates: DryFate[]; alerts: Happened['alerts']; notices: DryNotice[]; closing: Closing }> {
  await engine.begin(flows, facts, START);
  const fed = await engine.feed(messages);
  const closing = await engine.finish(START + untilMinute * MINUTE);
  return {
    fates: [...fed.fates, ...closing.fates].sort((one, other) => one.number - other.number),
    alerts: [...fed.alerts, ...closing.alerts],
    notices: [...fed.notices, ...closing.notices],
    closing,
  };
}

describe('a dry engine with the shipped flows', () => {
  it('tells what becomes of each message, at the time of the message', async () => {
    const { fates, alerts, notices, closing } = await run(SHIPPED, [
      reading(0, 50),
      reading(1, 15.2),
      reading(2, 'wet'),
      // The cooldown of 15 minutes is over.
      reading(17, 14),
      reading(18, 40),
      reading(19, 50, 'stranger'),
      { at: START + 20 * MINUTE, topic: 'devices/dev_1/heartbeat', payload: '{}' },
    ]);
    expect(fates.map(({ stored }) => stored.length)).toEqual([1, 1, 0, 1, 1, 0, 0]);
    expect(fates[1]?.stored).toEqual([
      { deviceId: 'dev_1', plantId: 'basil', time: START + MINUTE, values: { soil_moisture: 15.2 } },
    ]);
    expect(fates[2]?.rejected).toEqual(['soil_moisture: "wet" is text, not a number']);
    expect(fates[5]?.letGo).toMatchObject({ nodeId: 'telemetry-enrich', reason: 'the device is not known (any more)' });
    expect(alerts.map(({ change, at }) => [change, (at - START) / MINUTE])).toEqual([
      ['opened', 1],
      ['reminded', 17],
      ['closed', 18],
    ]);
    expect(notices.map(({ kind, message }) => [kind, message])).toEqual([
      ['breach', 'soil_moisture is 15.2, threshold min 20.0'],
      ['reminder', 'soil_moisture is 14.0, threshold min 20.0'],
      ['recovery', 'soil_moisture is 40.0, back in range'],
    ]);
    expect(closing).toMatchObject({ notActed: [], waiting: [], errors: [] });
  });

  it('answers registrations, calls silent devices offline, and heeds mutes where it is told to', async () => {
    const { fates, alerts, notices } = await run(
      SHIPPED,
      [
        {
          at: START,
          operation: 'register_device',
          request: { request: { mac_address: 'a4:cf:12:00:00:01' }, requestHost: 'plants.local' },
        },
        { at: START + 1000, topic: 'devices/dry_1/heartbeat', payload: '{"uptime_s": 1}' },
        reading(1, 10),
        { at: START + MINUTE, topic: 'devices/dev_1/heartbeat', payload: '{}' },
        { at: START + 10 * MINUTE, topic: 'devices/dry_1/heartbeat', payload: '{}' },
      ],
      {
        facts: {
          ...FACTS,
          judgesSilence: true,
          mutes: [{ plantId: 'basil', metric: null, until: START + 60 * MINUTE }],
        },
        untilMinute: 11,
      },
    );
    expect(fates[0]?.answer).toMatchObject({ created: true, credentials: { device_id: 'dry_1' } });
    // The plant of the other board is muted: its breach and its silence are alerts without a message.
    expect(alerts.map(({ change, message }) => [change, message])).toEqual([
      ['opened', 'soil_moisture is 10.0, threshold min 20.0'],
      ['opened', 'dry_1 is offline: nothing heard for 3 min'],
      ['opened', 'Board is offline: nothing heard for 3 min'],
      ['closed', 'dry_1 is back online'],
    ]);
    expect(notices.map(({ kind, deviceId }) => [kind, deviceId])).toEqual([
      ['offline', 'dry_1'],
      ['online', 'dry_1'],
    ]);
  });
});

describe('a dry engine with nodes of an owner', () => {
  it('moves the time for delays and for what nodes ask, and lets nothing act', async () => {
    const { fates, closing } = await run(
      between(
        code('calibrate', 'if (msg.payload.values.soil_moisture > 90) throw new Error("too wet"); return msg;'),
        code('clock', 'msg.payload.values.temperature = new Date().getUTCHours() + (await 0); return msg;'),
        { id: 'held', type: 'delay', pauseType: 'delay', timeout: '30', timeoutUnits: 'minutes' },
        { id: 'ask', type: 'http request', method: 'POST', url: 'http://127.0.0.1:1/' },
        { id: 'lamp', type: 'node-red-contrib-lamp' },
      ),
      [reading(0, 50), reading(1, 95), reading(61, 50), reading(100, 50)],
      { untilMinute: 110 },
    );
    expect(fates.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(fates[0]?.stored[0]?.values).toEqual({ soil_moisture: 50, temperature: 0 });
    expect(fates[1]?.setAside).toEqual({
      nodeId: 'calibrate',
      node: 'function "calibrate" on the tab "Telemetry"',
      reason: 'function "calibrate" on the tab "Telemetry" failed: too wet',
    });
    expect(fates[2]?.stored[0]?.values).toEqual({ soil_moisture: 50, temperature: 1 });
    expect(closing.waiting).toEqual([{ nodeId: 'held', node: 'delay "held" on the tab "Telemetry"', count: 1 }]);
    expect(closing.notActed).toEqual([
      { nodeId: 'ask', node: 'http request "ask" on the tab "Telemetry"', count: 2 },
      { nodeId: 'lamp', node: 'node-red-contrib-lamp "lamp" on the tab "Telemetry"', count: 2 },
    ]);
  });

  it('stops flows that do not come to an end with a message', async () => {
    const { closing } = await run(
      between(code('loop', 'while (true);', { timeout: '0.1' })),
      Array.from({ length: 10 }, (_, minute) => reading(minute, 50)),
    );
    expect(closing.stopped).toMatch(/^function "loop" on the tab "Telemetry" does not come to an end: .*timed out/);
  });

  it('is ended when it hangs, and names the node', async () => {
    const engine = new DryProcess({ silentMs: 1500, clock: systemClock });
    const hanging = run(between(code('hang', 'await 0; while (true);')), [reading(0, 50)], { engine });
    await expect(hanging).rejects.toThrow(
      'function "hang" on the tab "Telemetry" did not come to an end: nothing was heard for 1.5 s',
    );
  });

  it('has neither files nor a network, programs or an environment', async () => {
    const escape = `
      const process = Buffer.constructor('return process')();
      const tried = {
        read: () => process.getBuiltinModule('fs').readFileSync('/etc/passwd'),
        write: () => process.getBuiltinModule('fs').writeFileSync('/tmp/plantops-dry-run', ''),
        run: () => process.getBuiltinModule('child_process').execFileSync('/bin/true'),
        connect: () => process.getBuiltinModule('net').connect(1, '127.0.0.1'),
      };
      const failed = [];
      for (const [name, action] of Object.entries(tried)) try { action(); } catch (failure) { failed.push(name); }
      throw new Error(failed.join() + ' ' + Object.keys(process.env).filter((name) => name !== 'PATH' && name !== 'TZ' && !name.startsWith('NODE_')).join());`;
    const { fates } = await run(between(code('escape', escape)), [reading(0, 50)]);
    expect(fates[0]?.setAside?.reason).toMatch(/failed: read,write,run,connect $/);
  });
});
