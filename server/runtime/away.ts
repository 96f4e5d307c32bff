import { noLatency } from '@plantops/shared/latency.ts';
import type { Pulse } from '../port/offers.ts';

const NO_TRAFFIC: Pulse['traffic'] = {
  kinds: {
    telemetry: { handedOut: 0, rejected: 0, setAside: 0 },
    heartbeat: { handedOut: 0, rejected: 0, setAside: 0 },
    gateway: { handedOut: 0, rejected: 0, setAside: 0 },
  },
  nodeErrors: 0,
  lastFault: null,
  answered: { count: 0, afterMs: 0 },
};

/** What counts as said by the engine while it is away. */
export const AWAY: Pulse = {
  flowsRunning: false,
  brokerConnected: false,
  brokerPasses: true,
  brokerRoundTripMs: null,
  messagesInFlight: 0,
  messagesReceived: 0,
  messagesLetGo: 0,
  messagesSetAside: 0,
  traffic: NO_TRAFFIC,
  ingest: { stored: 0, late: 0, repeated: 0, messages: [], commit: noLatency(), delivery: noLatency() },
  canary: null,
  broker: { isRefused: false, isContested: false, isHeldBack: false, figures: null },
  readingsWaiting: 0,
  openAlerts: 0,
  devices: { online: 0, offline: 0 },
  failingNodes: [],
  warnings: [],
};
