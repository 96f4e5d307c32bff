import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import type { DryEngine, DryFacts, DryMessage } from '../port/dry-offers.ts';
import { differencesOf, instantOf } from './compare.ts';
import type { Facts, FlowTest, TestFile } from './test-file.ts';

/** How a test went. */
export interface TestResult {
  file: string;
  name: string;
  /** What differs from what is expected; none if it passed. */
  differences: string[];
}

function factsOf({ devices, plants, mutes, ...rest }: Facts, startMs: number): DryFacts {
  const byId = new Map(plants.map(({ id, name = id, thresholds }) => [id, { id, name, thresholds }]));
  return {
    devices: devices.map(({ id, name = null, plant, kind }) => ({
      deviceId: id,
      name,
      ...(kind && { kind }),
      plant: plant === undefined ? null : (byId.get(plant) ?? null),
    })),
    mutes: mutes.map(({ plant, metric = null, until }) => ({
      plantId: plant,
      metric,
      until: instantOf(until, startMs),
    })),
    alertCooldownS: rest.cooldown_s,
    heartbeatIntervalS: rest.heartbeat_interval_s,
    judgesSilence: true,
  };
}

function messageOf(message: FlowTest['messages'][number], startMs: number): DryMessage {
  const at = instantOf(message.at, startMs);
  if ('request' in message) return { at, operation: message.request, request: message.payload };
  const { topic, payload } = message;
  return { at, topic, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) };
}

/** Runs one test. @throws DryEngineEndedError if the flows hang or end the engine */
async function differencesIn(
  engine: DryEngine,
  flows: FlowNode[],
  facts: Facts,
  { messages, until, expect }: FlowTest,
): Promise<string[]> {
  const startMs = Date.parse(facts.start);
  const sent = messages.map((message) => messageOf(message, startMs));
  const unordered = sent.findIndex(({ at }, index) => at < (sent[index - 1]?.at ?? startMs));
  if (unordered >= 0)
    return [`message ${unordered + 1} is earlier than what is before it: give messages in order of time`];
  const problems = await engine.begin(flows, factsOf(facts, startMs), startMs);
  const fed = await engine.feed(sent);
  const end = until === undefined ? (sent.at(-1)?.at ?? startMs) : instantOf(until, startMs);
  const closing = await engine.finish(end);
  const stopped = closing.stopped ?? fed.stopped;
  const outcome = {
    fates: [...fed.fates, ...closing.fates].sort((one, other) => one.number - other.number),
    alerts: [...fed.alerts, ...closing.alerts],
    notices: [...fed.notices, ...closing.notices],
    commands: [...fed.commands, ...closing.commands],
    waiting: closing.waiting,
    notActed: closing.notActed,
  };
  return [
    ...problems,
    ...(stopped === undefined ? [] : [`the flows were stopped: ${stopped}`]),
    ...differencesOf(outcome, expect, startMs),
  ];
}

/**
 * Runs tests one after another, in one engine; in another one after that was ended by flows.
 * @param onResult is told of each as soon as it has ended
 */
export async function runTests(
  flows: FlowNode[],
  files: readonly TestFile[],
  openEngine: () => DryEngine,
  onResult: (result: TestResult) => void,
): Promise<void> {
  let engine: DryEngine | undefined;
  try {
    for (const { file, facts, tests } of files)
      for (const test of tests) {
        engine ??= openEngine();
        let differences: string[];
        try {
          differences = await differencesIn(engine, flows, facts, test);
        } catch (failure) {
          differences = [(failure as Error).message];
          engine.end();
          engine = undefined;
        }
        onResult({ file, name: test.name, differences });
      }
  } finally {
    engine?.end();
  }
}
