/**
 * Shared by the nodes' tests: in-memory services, and a bench that runs one node in a real Node-RED flow. Time
 * stands still until `pass` moves it; what Node-RED itself waits for runs in real time.
 */
import { createRequire } from 'node:module';
import { expect, it, vi } from 'vitest';
import { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import type { DeviceContext, DeviceDirectory, PlantOpsServices } from '@plantops/shared/ports.ts';
import { FakeAlertStates, FakeOutbox, FakeReviews } from './fake-alerts.ts';
import { FakeCarePlans, FakeLanguageModel } from './fake-care.ts';
import {
  FakeCommands,
  FakeHealth,
  FakeInbox,
  FakePresence,
  FakeReadings,
  FakeRegistrar,
  FakeRejections,
  FakeRequests,
  FakeWires,
} from './fake-services.ts';
import { FakeFindings, FakeSensors } from './fake-sensors.ts';
import type { FlowMessage } from '@plantops/shared/flows/message-type.ts';
import { ClockMemory } from '../validation/clock-memory.ts';
import { inputTypesOf, type PlantOpsNode } from '../runtime/define-node.ts';
import type { NodeRed, NodeStatus } from '../runtime/node-red.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';

export const NOW = new Date('2026-03-01T12:00:00.000Z');

/** In-memory services with a clock that stands still. Tests add known devices to `devices`. */
export function fakeServices() {
  const devices = new Map<string, DeviceContext>();
  const directory: DeviceDirectory = {
    find: (id) => devices.get(id),
    lookUp: (id) => Promise.resolve(devices.get(id)),
  };
  const clock = new FakeClock(NOW);
  const services = {
    clock,
    statusClock: clock,
    alertCooldownS: () => 900,
    heartbeatIntervalS: 60,
    health: new FakeHealth(),
    wires: new FakeWires(),
    inbox: new FakeInbox(),
    directory,
    clocks: new ClockMemory(),
    readings: new FakeReadings(),
    rejections: new FakeRejections(),
    presence: new FakePresence(),
    commands: new FakeCommands(),
    plantValues: new PlantValues(),
    findings: new FakeFindings(),
    sensors: new FakeSensors(),
    alerts: new FakeAlertStates(),
    reviews: new FakeReviews(),
    outbox: new FakeOutbox(),
    registrar: new FakeRegistrar(),
    requests: new FakeRequests(),
    llm: new FakeLanguageModel(),
    carePlans: new FakeCarePlans(),
  } satisfies PlantOpsServices;
  return { ...services, devices };
}
export type FakeServices = ReturnType<typeof fakeServices>;

interface HelperNode {
  receive(message: FlowMessage): void;
  on(event: 'input', listener: (message: FlowMessage) => void): void;
}

interface TestHelper {
  settings(settings: object): void;
  load(register: (red: NodeRed) => void, flow: object[]): Promise<void>;
  clearFlows(): Promise<void>;
  unload(): Promise<void>;
  getNode(id: string): HelperNode | null;
  log(): { args: [{ level: number; msg: unknown; type?: string }][] };
}

const helper = createRequire(import.meta.url)('node-red-node-test-helper') as TestHelper;
const ERROR_LEVEL = 20;
const WAIT_MS = 3000;

/** Collects the messages that arrive at one node, to be taken one by one. */
class Mailbox {
  readonly #messages: FlowMessage[] = [];
  #arrived: (() => void) | undefined;

  put(message: FlowMessage): void {
    this.#messages.push(message);
    this.#arrived?.();
  }

  get size(): number {
    return this.#messages.length;
  }

  async take(what: string): Promise<FlowMessage> {
    if (this.#messages.length === 0) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`nothing came: ${what}`)), WAIT_MS);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#messages.shift() as FlowMessage;
  }
}

export interface Bench {
  services: FakeServices;
  /** Sends a message to the node's input. */
  receive(message: FlowMessage): void;
  /** The next message from an output. */
  next(output?: number): Promise<FlowMessage>;
  /** How many messages from an output have not been taken. */
  waiting(output?: number): number;
  /** The next message at the flow's Catch node. */
  caught(): Promise<FlowMessage & { error: { message: string; code?: string } }>;
  /** The next message that the node is done with, taken from the flow's Complete node. */
  completed(): Promise<FlowMessage>;
  /** Lets time pass for the node. */
  pass(ms: number): Promise<void>;
  /** The next status that differs from the previous one, after one second passes. */
  statusAfterASecond(): Promise<NodeStatus>;
  /** The errors that the node logged. */
  errors(): string[];
  /** How many timers are still set after the node is stopped. */
  timersLeft(): number;
  /** Removes the flow and the node in it; may be called twice. */
  stop(): Promise<void>;
}

/** Without a position, Node-RED treats a node as a configuration node, and a value that equals an id as a reference. */
const onTab = { z: 'bench', x: 100, y: 100 };
const place = (id: string) => ({ id, type: 'helper', ...onTab, wires: [] });

/**
 * Runs one node on its own tab. Each output is wired to a helper node, with a Catch, a Complete and a Status node
 * beside it.
 * @param behindFunction whether messages come from a node that promises nothing
 * @param services null for a Node-RED that is not hosted by PlantOps
 */
export async function startNode(
  node: PlantOpsNode,
  {
    config = {},
    services = fakeServices(),
    behindFunction = false,
  }: { config?: Record<string, unknown>; services?: FakeServices | null; behindFunction?: boolean } = {},
): Promise<Bench> {
  // A node without services has no clock but the system's.
  if (!services) vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  if (services) services.wires.arePromising = !behindFunction;
  const { type, outputs } = node.definition;
  const outputIds = Object.keys(outputs).map((_, index) => `output-${index}`);
  helper.settings({ plantops: services ?? undefined });
  await helper.load(node.register, [
    { id: 'bench', type: 'tab', label: '' },
    { id: 'tested', type, name: '', ...onTab, ...config, wires: outputIds.map((id) => [id]) },
    ...outputIds.map((id) => place(id)),
    { id: 'catcher', type: 'catch', ...onTab, scope: null, uncaught: false, wires: [['caught']] },
    { id: 'completer', type: 'complete', ...onTab, scope: ['tested'], uncaught: false, wires: [['completed']] },
    { id: 'reporter', type: 'status', ...onTab, scope: null, wires: [['statuses']] },
    place('caught'),
    place('completed'),
    place('statuses'),
  ]);
  const boxes = new Map(
    [...outputIds, 'caught', 'completed', 'statuses'].map((id) => {
      const box = new Mailbox();
      helper.getNode(id)?.on('input', (message) => box.put(message));
      return [id, box] as const;
    }),
  );
  const box = (id: string): Mailbox => boxes.get(id) ?? new Mailbox();
  const pass = async (ms: number): Promise<void> => {
    if (services) await services.clock.advance(ms);
    else vi.advanceTimersByTime(ms);
  };
  let stopped: Promise<void> | undefined;
  let timersLeft = 0;
  let errors: string[] | undefined;
  const logged = (): string[] =>
    helper
      .log()
      .args.filter(([entry]) => entry.level === ERROR_LEVEL)
      .map(([{ msg }]) => (msg instanceof Error ? msg.message : String(msg)));

  async function stop(): Promise<void> {
    // Clear only the flow first, because unloading discards the log.
    await helper.clearFlows();
    timersLeft = services ? services.clock.timers : vi.getTimerCount();
    errors = logged();
    await helper.unload();
    vi.useRealTimers();
  }

  return {
    services: services ?? fakeServices(),
    receive: (message) => helper.getNode('tested')?.receive(message),
    next: (output = 0) => box(`output-${output}`).take(`output ${output} of ${type}`),
    waiting: (output = 0) => box(`output-${output}`).size,
    caught: () => box('caught').take('an error at the Catch node') as ReturnType<Bench['caught']>,
    completed: () => box('completed').take('a message at the Complete node'),
    pass,
    async statusAfterASecond() {
      await pass(1000);
      return (await box('statuses').take(`a status of ${type}`)).status as NodeStatus;
    },
    errors: () => errors ?? logged(),
    stop: () => (stopped ??= stop()),
    timersLeft: () => timersLeft,
  };
}

/** Tests that apply to every node: it loads, reports wrong settings, and needs the host. */
export function itBehavesLikeANode(
  node: PlantOpsNode,
  wrong: { config: Record<string, unknown>; field: string } | undefined,
): void {
  const faults = [
    { when: 'outside PlantOps', options: { services: null }, says: /works inside PlantOps only/ },
    ...(wrong
      ? [
          {
            when: `with a wrong ${wrong.field}`,
            options: { config: wrong.config },
            says: new RegExp(`Check this node's settings: ${wrong.field}`),
          },
        ]
      : []),
  ];

  it('starts with the settings the editor gives it, says so in grey, and leaves no timer behind', async () => {
    const bench = await startNode(node);
    const status = await bench.statusAfterASecond();
    expect(bench.errors()).toEqual([]);
    expect(status.fill).toBe('grey');
    await bench.stop();
    expect(bench.timersLeft()).toBe(0);
  });

  it.each(faults)('$when it says what is wrong, in red and to Catch nodes', async ({ options, says }) => {
    const bench = await startNode(node, options);
    try {
      expect(bench.errors()).toEqual([expect.stringMatching(says)]);
      expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red', text: expect.stringMatching(says) });
      if (inputTypesOf(node.definition).length > 0) {
        bench.receive({ payload: 'in vain' });
        expect((await bench.caught()).error.message).toMatch(says);
      }
    } finally {
      await bench.stop();
    }
  });
}
