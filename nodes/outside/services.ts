/** What the host injects inside PlantOps, made from what a Node-RED of someone else has: a context, and maybe a server. */
import type { Clock } from '@plantops/shared/clock.ts';
import { NO_FINDINGS } from '@plantops/shared/findings/no-findings.ts';
import type {
  CarePlans,
  DeviceDirectory,
  LanguageModel,
  MessageInbox,
  Outbox,
  PlantOpsServices,
  ReadingStore,
} from '@plantops/shared/ports.ts';
import { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import { presenceConfig } from '../presence/config.ts';
import type { NodeFacts, OutsideServices } from '../runtime/define-node.ts';
import type { NodeRed } from '../runtime/node-red.ts';
import { ClockMemory } from '../validation/clock-memory.ts';
import { LocalAlerts } from './local-alerts.ts';
import { LocalPresence } from './local-presence.ts';
import { LocalRejections } from './local-rejections.ts';
import { LocalSensors } from './local-sensors.ts';
import type { ServerConnection } from './server-connection.ts';
import { connectionOf } from './server-node.ts';

/** Shortest time between two messages about the same plant and metric, unless a threshold node says otherwise. */
const COOLDOWN_S = 900;

const needsServer = (): never => {
  throw new Error('This needs a PlantOps server: choose one in the settings of this node');
};
const needsPlantOps = (): never => {
  throw new Error('This node works inside PlantOps only');
};

/** Nobody waits for messages to be acknowledged. */
const NO_INBOX: MessageInbox = {
  consume: needsServer,
  hold: () => undefined,
  handOn: () => undefined,
  divide: () => [],
  acknowledge: () => undefined,
  letGo: () => undefined,
  status: () => ({ connected: false, inFlight: 0 }),
};

const ANY_DEVICE: DeviceDirectory = {
  takesAny: true,
  find: (deviceId) => ({ deviceId, name: null, plant: null }),
  lookUp: (deviceId) => Promise.resolve({ deviceId, name: null, plant: null }),
};

const NO_READINGS: ReadingStore = { append: needsServer, waiting: () => 0 };
const NO_CARE: CarePlans = { gather: needsServer, store: needsServer, progress: () => undefined };
const NO_MODEL: LanguageModel = { isReady: () => false, ask: needsPlantOps };

/** Notices go their way on the wires at once: none is left from before. */
const NO_OUTBOX: Outbox = {
  release: needsPlantOps,
  unreleased: () => Promise.resolve([]),
  status: () => ({ waiting: 0, lastError: undefined }),
};

/** @throws Error that says what to set in the node */
function serverOf(
  red: NodeRed,
  { outside = 'alone' }: NodeFacts,
  { server }: Record<string, unknown>,
): ServerConnection | undefined {
  if (outside === 'inside only') needsPlantOps();
  if (outside === 'alone' || (outside === 'server or alone' && !server)) return undefined;
  if (typeof server !== 'string' || server === '') return needsServer();
  const connection = connectionOf(red.nodes.getNode(server));
  if (!connection) throw new Error('Check the settings of the PlantOps server that this node uses');
  return connection;
}

/** The services of nodes in a Node-RED whose host injects none. Each node has its own. */
export const outsideServices =
  (red: NodeRed, clock: Clock): OutsideServices =>
  (node, facts, saved): PlantOpsServices => {
    const server = serverOf(red, facts, saved);
    const memory = node.context();
    const heartbeatIntervalS = presenceConfig.shape.heartbeatIntervalS.parse(saved.heartbeatIntervalS);
    return {
      ...(server && { trouble: () => server.rest.trouble }),
      clock,
      statusClock: clock,
      alertCooldownS: () => COOLDOWN_S,
      heartbeatIntervalS,
      health: { failing: () => undefined, well: () => undefined },
      // Nobody followed the wires, so what arrives is checked.
      wires: { promise: () => false },
      inbox: server?.account.inbox() ?? NO_INBOX,
      directory: server?.directory ?? ANY_DEVICE,
      clocks: new ClockMemory(),
      readings: server?.readings ?? NO_READINGS,
      rejections: new LocalRejections(memory),
      presence: new LocalPresence({ memory, clock, heartbeatIntervalS }),
      plantValues: new PlantValues(),
      findings: NO_FINDINGS,
      sensors: new LocalSensors(memory, clock),
      alerts: new LocalAlerts(memory),
      // Nothing changes here that a plant would be judged anew for: a deploy starts the node again.
      reviews: { serve: () => () => undefined },
      outbox: NO_OUTBOX,
      commands: server?.account ?? { send: needsServer },
      registrar: server?.registrar ?? { register: needsServer },
      requests: { serve: needsPlantOps, answer: needsPlantOps, refuse: needsPlantOps },
      llm: NO_MODEL,
      carePlans: server?.carePlans ?? NO_CARE,
    };
  };
