/**
 * The rooms of the server, each built from what it needs of those above it. The order matters twice: a room may only
 * use rooms above it, and it learns of a change after them. `plantops.ts` starts and stops them.
 */
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { BrokerCredentials } from './broker/credentials.ts';
import type { Environment } from './config/environment.ts';
import type { Database } from './db/pool.ts';
import { openAlerts } from './services/alerts/open-alerts.ts';
import { openBackup } from './services/backup/open-backup.ts';
import type { ChangeBus } from './services/bus/change-bus.ts';
import { openCare } from './services/care/open-care.ts';
import { openDevices } from './services/devices/open-devices.ts';
import { RequestGateway } from './services/flow-requests/request-gateway.ts';
import { openIngest } from './services/ingest/open-ingest.ts';
import { openJudging } from './services/judging/open-judging.ts';
import { openLive } from './services/live/open-live.ts';
import { openNotifications } from './services/notifications/open-notifications.ts';
import { openPlants } from './services/plants/open-plants.ts';
import { PresenceTracker } from './services/presence/presence-tracker.ts';
import { DisplaySettings } from './services/settings/display-settings.ts';
import { SecretBox } from './services/settings/secret-box.ts';
import { openSystem } from './services/system/open-system.ts';
import type { OwnAddress } from './services/system/own-address.ts';
import { FlowEngine } from './runtime/flow-engine.ts';
import type { Clock } from '@plantops/shared/clock.ts';

/** What every room builds on. */
export interface Foundation {
  environment: Environment;
  /** The first one encrypts; secrets encrypted with any of them can be read. */
  encryptionKeys: readonly [string, ...string[]];
  /** How to open another connection to the database. */
  connection: pg.ClientConfig;
  database: Database;
  broker: { url: string; username: string; password: string; port: number; credentials: BrokerCredentials };
  /** Where this server will listen. */
  address: OwnAddress;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/** Builds every room without starting it: no message is taken, and no timer runs. */
export async function openRooms(foundation: Foundation) {
  const { environment, encryptionKeys, connection, database, broker, address, bus, clock, log } = foundation;
  const { DATA_DIR, HEARTBEAT_INTERVAL_S: heartbeatIntervalS } = environment;
  const syncCredentials = (): Promise<void> => broker.credentials.sync();

  // The path of a reading.
  const ingest = await openIngest({ database, connection, broker, heartbeatIntervalS, bus, clock, log });
  const presence = new PresenceTracker({
    database,
    heartbeatIntervalS,
    hearingSince: ingest.hearingSince,
    nameOf: (deviceId) => ingest.directory.nameOf(deviceId),
    bus,
    clock,
    log,
  });
  await presence.load();
  const judging = await openJudging({ database, bus, clock, log });

  // What the owner does and sees.
  const box = new SecretBox(...encryptionKeys);
  const display = new DisplaySettings(database);
  const notifications = await openNotifications({
    database,
    box,
    environment,
    bus,
    clock,
    log,
  });
  const publicPort = Number(environment.MQTT_PUBLIC_URL?.port || broker.port);
  const devices = openDevices({
    database,
    bus,
    syncCredentials,
    publicBroker: { host: environment.MQTT_PUBLIC_URL?.hostname, port: publicPort },
    heartbeatIntervalS,
    maxDevices: environment.MAX_DEVICES,
  });
  const plants = openPlants({ database, bus, clock, log });
  const alerts = openAlerts({ database, bus, clock });
  const requests = new RequestGateway(clock);
  const care = await openCare({
    database,
    box,
    baseUrls: { anthropic: environment.ANTHROPIC_BASE_URL, openai: environment.OPENAI_BASE_URL },
    plants: plants.plants,
    display,
    requests,
    bus,
    clock,
    log,
  });

  const services: PlantOpsServices = {
    clock,
    alertCooldownS: () => notifications.settings.cooldownS(),
    heartbeatIntervalS,
    inbox: ingest.inbox,
    directory: ingest.directory,
    readings: ingest.readings,
    rejections: ingest.rejections,
    presence,
    alerts: judging.alertStates,
    reviews: judging.reviews,
    outbox: notifications.outbox,
    registrar: devices.registrar,
    requests,
    llm: care.llm,
    carePlans: care.plans,
  };
  const flows = new FlowEngine({
    dataDir: DATA_DIR,
    credentialSecret: encryptionKeys[0],
    services,
    onDeploy: () => requests.pause(),
    onDeployed() {
      requests.resume();
      ingest.inbox.handOutAgain('telemetry', 'heartbeat');
    },
    log,
  });
  const backup = openBackup({ database, dataDir: DATA_DIR, inbox: ingest.inbox, flows, bus, clock, log });
  const system = openSystem({
    environment,
    database,
    startedAt: clock.now(),
    address,
    ...devices,
    plants: plants.plants,
    inbox: ingest.inbox,
    log,
  });
  // Last, so that it announces a change together with everything that followed from it.
  const live = openLive({ database, bus, clock });
  return {
    ingest,
    presence,
    judging,
    display,
    notifications,
    devices,
    plants,
    alerts,
    requests,
    care,
    flows,
    backup,
    system,
    live,
  };
}
