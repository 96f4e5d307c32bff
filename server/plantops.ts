/** The composition root: builds every part, and knows the order in which they start and stop. */
import { mkdirSync } from 'node:fs';
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { BrokerInbox } from './broker/inbox.ts';
import { type Environment, environmentWarnings } from './config/environment.ts';
import { encryptionKeys } from './config/keys.ts';
import { DirectoryListener } from './db/directory-listener.ts';
import { migrate } from './db/migrate.ts';
import { openPool } from './db/pool.ts';
import { listOpenOutages } from './db/repositories/alerts.ts';
import { saveRejections } from './db/repositories/devices.ts';
import { listReceiptTimes } from './db/repositories/receipt-times.ts';
import { insertReadings } from './db/repositories/telemetry.ts';
import { close, listen } from './http/server.ts';
import { startBroker, startDatabase } from './infrastructure.ts';
import { claimDirectory } from './process/directory-claim.ts';
import { startSimulatorProcess } from './process/simulator-process.ts';
import { keepFlowCredentials, rekeyFlowCredentials } from './runtime/flow-credentials.ts';
import { FlowEngine } from './runtime/flow-engine.ts';
import { AlertStates } from './services/judging/alert-states.ts';
import { AlertList } from './services/alerts/alert-list.ts';
import { Backup } from './services/backup/backup.ts';
import { CareAdvisor } from './services/care/care-advisor.ts';
import { CarePlans } from './services/care/care-plans.ts';
import { CareRenewal } from './services/care/care-renewal.ts';
import { DatabaseWatch } from './services/system/database-watch.ts';
import { DeviceDirectory } from './services/ingest/device-directory.ts';
import { Devices } from './services/devices/devices.ts';
import { DisplaySettings } from './services/settings/display-settings.ts';
import { LanguageModel } from './services/care/language-model.ts';
import { LiveEvents } from './services/live/live-events.ts';
import { LlmSettings } from './services/care/llm-settings.ts';
import { Mutes } from './services/alerts/mutes.ts';
import { NotificationSettings } from './services/notifications/notification-settings.ts';
import { Outbox } from './services/notifications/outbox.ts';
import { Plants } from './services/plants/plants.ts';
import { PresenceTracker } from './services/presence/presence-tracker.ts';
import { toReadingEvent } from './services/live/reading-event.ts';
import { ReadingWriter } from './services/ingest/reading-writer.ts';
import { ReceiptTimes } from './services/ingest/receipt-times.ts';
import { Registrar } from './services/devices/registrar.ts';
import { RejectionLog } from './services/ingest/rejection-log.ts';
import { RemovedPlantsPurge } from './services/plants/removed-plants-purge.ts';
import { RequestGateway } from './services/flow-requests/request-gateway.ts';
import { Restore } from './services/backup/restore.ts';
import { SimulatorControl } from './services/system/simulator-control.ts';
import { SecretBox } from './services/settings/secret-box.ts';
import { StopList } from './stop-list.ts';
import { createWebServer } from './web.ts';

export interface RunningPlantOps {
  /** Where the dashboard is, for people and scripts on this machine. */
  address: string;
  simulator: SimulatorControl;
  /** Ends everything in order; nothing that was acknowledged is lost. */
  stop(): Promise<void>;
}

/**
 * Starts the whole system.
 * @throws Error that says what to do; what was started until then is stopped again
 */
export async function startPlantOps(environment: Environment, log: Logger): Promise<RunningPlantOps> {
  const stops = new StopList(log);
  try {
    const parts = await startParts(environment, stops, log);
    return { ...parts, stop: () => stops.stopAll() };
  } catch (failure) {
    await stops.stopAll();
    throw failure;
  }
}

/** The later of two instants; undefined when one is. */
const laterOf = (one: Date | undefined, other: Date | undefined): Date | undefined =>
  one && other ? (one > other ? one : other) : undefined;

async function startParts(
  environment: Environment,
  stops: StopList,
  log: Logger,
): Promise<Omit<RunningPlantOps, 'stop'>> {
  const { DATA_DIR, HEARTBEAT_INTERVAL_S } = environment;
  const clock = { now: () => new Date() };
  for (const warning of environmentWarnings(environment)) log.warn(warning);
  // Passable for the users that database and broker run as; what is secret in it has modes of its own.
  mkdirSync(DATA_DIR, { recursive: true, mode: 0o755 });
  const claim = claimDirectory(DATA_DIR);
  stops.add('data directory', () => claim.release());
  const encryption = encryptionKeys(environment);
  if (encryption.keys.length > 1)
    log.warn('a change of the encryption key was cut off; everything is readable, and "make rotate-key" finishes it');
  // Such a change may have left them under the key before.
  if (!rekeyFlowCredentials(DATA_DIR, encryption.keys)) {
    log.warn(
      `The credentials of the flows are not used: ENCRYPTION_KEY is not the one they were encrypted with. Start with that key again, or type them in again at /editor; they are kept in ${keepFlowCredentials(DATA_DIR)}`,
    );
  }
  if (encryption.created) log.info(`made an encryption key: ${encryption.file}; keep a copy with your backups`);

  const connection = await startDatabase(environment, stops, log);
  await migrate(connection, log);
  const database = openPool(connection, log);
  stops.add('database connections', () => database.end());
  const watch = new DatabaseWatch(connection, log);
  watch.start();
  stops.add('database watch', () => watch.stop());

  const live = new LiveEvents(clock.now());
  const report = (work: Promise<unknown>): void => {
    work.catch((failure: unknown) => log.warn({ err: failure }, 'a change could not be told to the dashboard'));
  };
  const alerts = new AlertList(database, live);
  const tellAlerts = (ids: number[]): void =>
    report(alerts.announce(ids).then((changed) => plants.announce(changed.map(({ plant_id }) => plant_id))));
  const directory = new DeviceDirectory(database);
  const mutes = new Mutes({ database, clock, onChanged: (plantIds) => report(plants.announce(plantIds)) });
  stops.add('mutes', () => mutes.stop());
  const alertStates = new AlertStates(database, mutes, tellAlerts);
  const plants = new Plants({ database, directory, alerts: alertStates, live, clock });
  const rows = await directory.load();
  await Promise.all([alertStates.load(), mutes.load()]);

  const broker = await startBroker(environment, database, stops, log);
  const inbox = new BrokerInbox({ url: broker.url, username: broker.username, password: broker.password, clock, log });
  const presence = new PresenceTracker({
    database,
    heartbeatIntervalS: HEARTBEAT_INTERVAL_S,
    hearingSince: () => laterOf(inbox.hearingSince(), readings.storesSince()),
    nameOf: (deviceId) => directory.nameOf(deviceId),
    onChanged: (ids) => report(devices.announce(ids)),
    onAlerts: tellAlerts,
    log,
  });
  presence.load(rows, await listOpenOutages(database));
  const syncCredentials = (): Promise<void> => broker.credentials.sync();
  const devices = new Devices({ database, directory, presence, plants, live, syncCredentials, onAlerts: tellAlerts });
  const rejections = new RejectionLog({
    save: (batch) => saveRejections(database, batch),
    onKept: ({ deviceId, receivedAt, reason }) => {
      if (directory.find(deviceId)) presence.failed(deviceId, receivedAt, reason);
    },
    log,
  });
  const receiptTimes = new ReceiptTimes((delivery) => inbox.factsOf(delivery));
  receiptTimes.load(await listReceiptTimes(database));
  const readings = new ReadingWriter({
    insert: (batch, receipts) => insertReadings(database, batch, receipts),
    receiptTimes,
    lateAfterMs: HEARTBEAT_INTERVAL_S * 1000,
    onStored: (stored) => stored.forEach((reading) => live.publish({ name: 'reading', data: toReadingEvent(reading) })),
    log,
  });
  const box = new SecretBox(...encryption.keys);
  const notificationSettings: NotificationSettings = new NotificationSettings({
    database,
    box,
    environment,
    onChanged: (change) => outbox.settingsChanged(change),
    conditionOf: (channel) => outbox.conditionOf(channel),
    log,
  });
  const outbox: Outbox = new Outbox({
    database,
    channels: () => notificationSettings.channels(),
    quietUntil: (now) => notificationSettings.quietUntil(now),
    onAlerts: tellAlerts,
    log,
  });
  const llmSettings = new LlmSettings({
    database,
    box,
    environment: { anthropic: environment.ANTHROPIC_BASE_URL, openai: environment.OPENAI_BASE_URL },
    log,
  });
  await Promise.all([notificationSettings.load(), llmSettings.load()]);
  const registrar = new Registrar({
    database,
    syncCredentials,
    async onRegistered(deviceId) {
      await directory.refreshDevice(deviceId);
      await devices.announce([deviceId]);
    },
    publicBroker: {
      host: environment.MQTT_PUBLIC_URL?.hostname,
      port: Number(environment.MQTT_PUBLIC_URL?.port || broker.port),
    },
    heartbeatIntervalS: HEARTBEAT_INTERVAL_S,
    maxDevices: environment.MAX_DEVICES,
  });
  const requests = new RequestGateway();
  const display = new DisplaySettings(database);
  const llm = new LanguageModel({ database, settings: llmSettings, clock, log });
  const carePlans = new CarePlans({
    database,
    plants,
    display,
    live,
    clock,
    source: () => (llm.isReady() ? (llmSettings.provider() ?? 'rules') : 'rules'),
  });
  const advisor = new CareAdvisor({ plans: carePlans, plants, requests, display, clock, log });
  const purge = new RemovedPlantsPurge(database, log);
  purge.start();
  stops.add('purge of removed plants', () => purge.stop());

  const listener = new DirectoryListener(
    connection,
    {
      device: (id) => directory.refreshDevice(id),
      plant: (id) => Promise.all([directory.refreshPlant(id), mutes.refreshPlant(id)]).then(() => undefined),
      all: () => Promise.all([directory.load(), mutes.load()]).then(() => undefined),
    },
    log,
  );
  await listener.start();
  stops.add('database listener', () => listener.stop());

  const services: PlantOpsServices = {
    clock,
    alertCooldownS: () => notificationSettings.cooldownS(),
    heartbeatIntervalS: HEARTBEAT_INTERVAL_S,
    inbox,
    directory,
    readings,
    rejections,
    presence,
    alerts: alertStates,
    outbox,
    registrar,
    requests,
    llm,
    carePlans,
  };
  const flows = new FlowEngine({
    dataDir: DATA_DIR,
    credentialSecret: encryption.keys[0],
    services,
    onDeploy: () => requests.pause(),
    onDeployed: () => {
      requests.resume();
      inbox.handOutAgain('telemetry', 'heartbeat');
    },
    log,
  });

  // Stopped in reverse: first no more messages are taken, then what waits is written, then it is acknowledged.
  inbox.start();
  stops.add('broker connection', () => inbox.stop());
  presence.start();
  stops.add('presence', () => presence.stop());
  outbox.start();
  stops.add('outbox', () => outbox.stop());
  stops.add('reading writer', () => readings.stop());
  stops.add('rejection log', () => rejections.stop());
  stops.add('flows', () => flows.stop());
  await flows.start();
  const backup = new Backup({ database, clock, edits: () => flows.edits() });
  const restore = new Restore({
    database,
    dataDir: DATA_DIR,
    clock,
    backup,
    flows,
    holdBack: () => inbox.holdBack(),
    async renew() {
      await Promise.all([
        directory.load(),
        alertStates.load(),
        mutes.load(),
        notificationSettings.load(),
        llmSettings.load(),
      ]);
      await presence.reload(async () => ({
        devices: await directory.load(),
        openOutages: await listOpenOutages(database),
      }));
      await syncCredentials().catch((failure: unknown) =>
        log.error({ err: failure }, 'the broker has not taken the restored credentials yet'),
      );
      live.reset(clock.now());
    },
    log,
  });
  stops.add('restore', () => restore.stop());
  stops.add('message intake', () => inbox.pause());
  const renewal = new CareRenewal({
    database,
    plants,
    advisor,
    clock,
    isAllowed: () => llmSettings.isAutomatic(),
    log,
  });
  renewal.start();
  stops.add('care plans', () => renewal.stop());

  let address = '';
  const simulator = new SimulatorControl({
    allowed: environment.NODE_ENV !== 'production' || environment.SIM,
    database,
    devices,
    plants,
    launch: (options) =>
      startSimulatorProcess({
        address,
        registrationKey: environment.REGISTRATION_KEY,
        ownerPassword: environment.OWNER_PASSWORD,
        ...options,
        log,
      }),
    log,
  });
  const server = createWebServer({
    environment,
    clock,
    database,
    watch,
    inbox,
    readings,
    presence,
    alertStates,
    outbox,
    notificationSettings,
    display,
    llmSettings,
    llm,
    carePlans,
    advisor,
    live,
    devices,
    mutes,
    registrar,
    plants,
    alerts,
    requests,
    simulator,
    backup,
    restore,
    flows,
    log,
  });
  const { address: listensOn, port, family } = await listen(server, environment.HOST, environment.PORT);
  stops.add('HTTP server', () => close(server));
  const host =
    listensOn === '0.0.0.0' || listensOn === '::' ? 'localhost' : family === 'IPv6' ? `[${listensOn}]` : listensOn;
  address = `http://${host}:${port}`;
  // The first to end, so that its devices can still say goodbye.
  stops.add('simulator', () => simulator.close());
  return { address, simulator };
}
