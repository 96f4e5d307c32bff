/** Builds the engine: the flows, and every room on the way of a reading. Defines in which order it starts and stops. */
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@plantops/shared/clock.ts';
import { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import { CLOCK_CODES } from '@plantops/shared/findings/clock.ts';
import type { PlantOpsServices, Wires } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { openCommands } from '../broker/broker-kinds.ts';
import { openPool } from '../db/pool.ts';
import { forwardToHost, publishOwnerChange } from '../port/bus-bridge.ts';
import { type EngineOffer, engineOffer, hostOffer, type Pulse } from '../port/offers.ts';
import { type Handlers, PortEnd } from '../port/port-end.ts';
import { ChangeBus } from '../services/bus/change-bus.ts';
import { FindingKeeper } from '../services/findings/finding-keeper.ts';
import { GatewaySensors } from '../services/gateways/gateway-sensors.ts';
import { RequestGateway } from '../services/flow-requests/request-gateway.ts';
import { type IngestNeeds, openIngest } from '../services/ingest/open-ingest.ts';
import { openJudging } from '../services/judging/open-judging.ts';
import { PresenceTracker } from '../services/presence/presence-tracker.ts';
import { StopList } from '../stop-list.ts';
import type { EngineSettings } from './engine-settings.ts';
import { type HostPort, type HostServices, hostServices, type HostSettings } from './host-services.ts';
import { FailingNodes } from './failing-nodes.ts';
import { NodeRed } from './node-red.ts';
import { functionNodeOf, messageOf } from './own-fault.ts';

/** How often the host hears from the engine (ms). */
const PULSE_MS = 1000;

export interface RunningEngine {
  /** Takes a frame that the host sent. */
  receive(frame: string): void;
  /** Serves the flow editor and the flows' own HTTP nodes. */
  handle: RequestListener;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Starts the flows. */
  start(): Promise<void>;
  /** Reports a failure at the node that it comes from. @returns false if that is not known */
  reportAtNode(failure: unknown): boolean;
  /** Tells the host of a fault that ends this process. */
  lastWords(failure: unknown): void;
  stop(): Promise<void>;
}

export interface EngineNeeds {
  settings: EngineSettings;
  /** Sends a frame to the host. */
  send: (frame: string) => void;
  /** Called when the host asked for the end, after everything was stopped. */
  onStopped: () => void;
  clock: Clock;
  log: Logger;
}

/** Opens all rooms; no message is taken yet. */
async function openRooms(
  settings: EngineSettings,
  flowFacts: Pick<IngestNeeds, 'factsOf' | 'tracedFactsOf' | 'announcesReadings'>,
  timeZone: () => string,
  release: (noticeId: string) => Promise<void>,
  bus: ChangeBus,
  clock: Clock,
  log: Logger,
) {
  const { database: access, broker, heartbeatIntervalS } = settings;
  const database = openPool(access.connection, log, 'readings');
  const plantValues = new PlantValues((deviceId, metric) => presence.probeRhythm(deviceId, metric));
  const ingest = await openIngest({
    database,
    direct: access.direct,
    broker,
    heartbeatIntervalS,
    ...flowFacts,
    plantValues,
    findings: () => findings,
    bus,
    clock,
    log,
  });
  const findings = new FindingKeeper({ side: 'engine', database, release, bus, clock, log });
  await findings.load();
  const presence = new PresenceTracker({
    database,
    heartbeatIntervalS,
    hearing: ingest.hearing,
    directory: ingest.directory,
    findings,
    timeZone,
    bus,
    clock,
    log,
  });
  await presence.load();
  ingest.inbox.onStatus((deviceId, status, at) => {
    if (!ingest.directory.find(deviceId)) return;
    const told = presence.said(deviceId, status, at);
    told?.then(
      (notice) => notice && release(notice.id),
      (failure: unknown) => log.warn({ err: failure, device_id: deviceId }, 'what a device said of itself is not kept'),
    );
  });
  ingest.clocks.onRight((deviceId) => {
    for (const code of CLOCK_CODES) findings.clear(deviceId, code);
  });
  const nameOf = (deviceId: string): string => ingest.directory.nameOf(deviceId);
  const sensors = new GatewaySensors({ database, nameOf, bus, clock, log });
  await sensors.load();
  const judging = await openJudging({ database, plantValues, findings, nameOf, bus, clock, log });
  const commands = await openCommands(broker, clock, log);
  return { database, ingest, presence, findings, sensors, judging, commands, requests: new RequestGateway(clock) };
}
type EngineRooms = Awaited<ReturnType<typeof openRooms>>;

function nodeServices(
  { ingest, presence, findings, sensors, judging, commands, requests }: EngineRooms,
  ofHost: HostServices,
  wires: Wires,
  clock: Clock,
  heartbeatIntervalS: number,
): Omit<PlantOpsServices, 'health'> {
  return {
    ...ofHost,
    clock,
    statusClock: clock,
    wires,
    heartbeatIntervalS,
    inbox: ingest.port,
    directory: ingest.directory,
    clocks: ingest.clocks,
    readings: ingest.readingStore,
    rejections: ingest.rejectionStore,
    presence,
    commands,
    plantValues: judging.plantValues,
    findings,
    sensors,
    alerts: judging.alertStates,
    reviews: judging.reviews,
    requests,
  };
}

function brokerPulse({ inbox }: EngineRooms['ingest']): Pulse['broker'] {
  const { figures, ...said } = inbox.own.status();
  return {
    ...said,
    isHeldBack: inbox.isHeldBack(),
    figures: figures ? { ...figures, startedAtMs: figures.startedAt.getTime() } : null,
  };
}

function pulseOf(
  { ingest, presence, judging }: EngineRooms,
  ofFlows: Pick<Pulse, 'flowsRunning' | 'failingNodes'>,
): Pulse {
  const { connected, inFlight } = ingest.inbox.status();
  const { passes, roundTripMs } = ingest.inbox.echo();
  const { letGo, setAside } = ingest.watch.counts();
  return {
    ...ofFlows,
    brokerConnected: connected,
    brokerPasses: passes,
    brokerRoundTripMs: roundTripMs ?? null,
    messagesInFlight: inFlight,
    messagesReceived: ingest.inbox.received(),
    messagesLetGo: letGo,
    messagesSetAside: setAside,
    traffic: ingest.traffic.counts(),
    ingest: ingest.figures.counts(),
    canary: ingest.canary.stored ?? null,
    broker: brokerPulse(ingest),
    readingsWaiting: ingest.readings.waiting(),
    openAlerts: judging.alertStates.openCount(),
    devices: presence.counts(),
    warnings: ingest.warnings(),
  };
}

/** Starts everything. The flows are started apart, since they may need the host. */
export async function startEngine({ settings, send, onStopped, clock, log }: EngineNeeds): Promise<RunningEngine> {
  let ofOwner: HostSettings = settings.ofOwner;
  const bus = new ChangeBus(log);
  const stops = new StopList(log);
  const rooms = await openRooms(
    settings,
    {
      factsOf: (place) => flows.factsOf(place),
      tracedFactsOf: (node) => flows.tracedFactsOf(node),
      announcesReadings: () => ofOwner.announceReadings,
    },
    () => ofOwner.timeZone,
    (noticeId) => ofHost.outbox.release(noticeId),
    bus,
    clock,
    log,
  );
  stops.add('connections of the flow engine', () => rooms.database.end());
  const { ingest, presence, findings, sensors, judging, commands, requests } = rooms;

  const heed = ({ holdBack }: HostSettings): void => {
    if (holdBack) return ingest.inbox.holdBack();
    ingest.readings.goOn();
    ingest.inbox.goOn();
  };
  heed(ofOwner);
  ingest.inbox.wills.load(ofOwner.wills);
  // One that is started in the middle of a restore has nothing to store yet, and may have read what is being replaced.
  if (ofOwner.holdBack) await ingest.readings.pause();
  const handlers: Handlers<EngineOffer> = {
    calls: {
      follow: (change) => publishOwnerChange(bus, change),
      heed_settings: () => null,
      flow_request: ({ operation, payload }) => requests.call(operation, payload),
      async drain() {
        await ingest.inbox.drained();
        await ingest.readings.pause();
        // Nobody wants it any more: whoever did gave up before that.
        if (!ofOwner.holdBack) ingest.readings.goOn();
        return null;
      },
      async take_waiting() {
        await ingest.waiting.take();
        return null;
      },
      async reload_flows() {
        await flows.reload();
        return null;
      },
      device_ways: ({ deviceId }) => ({
        engine_started_at: ingest.trace.startedAt.toISOString(),
        ways: ingest.trace.waysOf(deviceId),
      }),
      take_readings: ({ deviceId, payloads }) => ingest.direct.take(deviceId, payloads),
      node_figures: () => ingest.trace.figures(),
      async stop() {
        await stops.stopAll();
        setImmediate(onStopped);
        return null;
      },
    },
    news: {
      settings(said) {
        ofOwner = said;
        heed(said);
      },
      will: (event) => ingest.inbox.wills.heed(event),
    },
  };
  const port: HostPort = new PortEnd({
    theirs: hostOffer,
    mine: engineOffer,
    handlers,
    send,
    clock,
    onFault: (fault) => log.error(`the host sent something unexpected: ${fault}`),
  });
  const ofHost = hostServices(port, () => ofOwner, requests);
  forwardToHost(bus, port, clock);

  const health = new FailingNodes((place) => flows.factsOf(place).name);
  const beat = (): void =>
    port.tell(
      'pulse',
      pulseOf(rooms, {
        flowsRunning: flows.running,
        failingNodes: health.list(),
      }),
    );
  const flows: NodeRed = new NodeRed({
    userDir: settings.userDir,
    filesDir: settings.filesDir,
    credentialSecret: settings.credentialSecret,
    handsOnAtOnce: settings.handsOnAtOnce,
    host: port,
    services: {
      ...nodeServices(rooms, ofHost, { promise: ({ id }) => flows.promises(id) }, clock, settings.heartbeatIntervalS),
      health,
    },
    watch: ingest.watch,
    trace: ingest.trace,
    onForeign: (nodeId) => port.tell('entered', nodeId),
    clock,
    onDeploy() {
      requests.pause();
      ingest.watch.deploying();
      beat();
    },
    onDeployed() {
      requests.resume();
      ingest.watch.deployed((place) => flows.isAlive(place));
      // What waited in the table when this process started.
      void ingest.waiting
        .take()
        .catch((failure: unknown) => log.warn({ err: failure }, 'waiting messages stay in the table'));
      beat();
    },
    log,
  });
  const pulse = clock.every(PULSE_MS, beat);
  stops.add('pulse', () => pulse.cancel());

  // Stopped from last to first: intake ends, waiting readings are written, and then they are acknowledged.
  await stops.startAll([
    { name: 'watch over probes', start: () => judging.probeWatch.start(), stop: () => judging.probeWatch.stop() },
    { name: 'reviews and mutes', stop: () => judging.stop() },
    { name: 'database listener', start: () => ingest.listener.start(), stop: () => ingest.listener.stop() },
    { name: 'broker connection', start: () => ingest.inbox.start(), stop: () => ingest.inbox.stop() },
    { name: 'commands to devices', stop: () => commands.stop() },
    { name: 'messages in the flows', start: () => ingest.watch.start(), stop: () => ingest.watch.stop() },
    { name: 'ways of messages', start: () => ingest.trace.start(), stop: () => ingest.trace.stop() },
    { name: 'sensors behind gateways', stop: () => sensors.stop() },
    { name: 'findings about devices', start: () => findings.start(), stop: () => findings.stop() },
    { name: 'presence', start: () => presence.start(), stop: () => presence.stop() },
    { name: 'clocks of devices', stop: () => ingest.clocks.stop() },
    { name: 'own readings', stop: () => ingest.canary.stop() },
    { name: 'waiting messages', stop: () => ingest.waiting.stop() },
    { name: 'reading writer', stop: () => ingest.readings.stop() },
    { name: 'rejection log', stop: () => ingest.rejections.stop() },
    { name: 'flows', stop: () => flows.stop() },
    { name: 'message intake', stop: () => ingest.inbox.pause() },
  ]);
  return {
    receive: (frame) => port.receive(frame),
    handle: flows.handle,
    upgrade: (request, socket, head) => flows.upgrade(request, socket, head),
    start: () => flows.start(),
    reportAtNode: (failure) => flows.reportAtNode(failure),
    lastWords: (failure) =>
      port.tell('crash', {
        nodeId: functionNodeOf(failure),
        message: messageOf(failure),
      }),
    stop: () => stops.stopAll(),
  };
}
