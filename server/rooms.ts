/**
 * The rooms of the server, each built from what it needs of those above it. The order matters twice: a room may only
 * use rooms above it, and it learns of a change after them. `plantops.ts` starts and stops them.
 */
import type { Logger } from 'pino';
import type { InCommon } from './beside.ts';
import type { Environment } from './config/environment.ts';
import { ownerPasswordFile } from './config/owner-password-file.ts';
import type { DatabaseAccess } from './db/direct-way.ts';
import { engineAccess } from './db/engine-account.ts';
import type { Database } from './db/pool.ts';
import type { Reads } from './db/reads.ts';
import type { Broker } from './infrastructure.ts';
import { openAccess } from './services/access/open-access.ts';
import { openAlerts } from './services/alerts/open-alerts.ts';
import { openBackup } from './services/backup/open-backup.ts';
import type { ChangeBus } from './services/bus/change-bus.ts';
import { endUnfinishedWatches, setFlowOutcome } from './db/repositories/flow-versions.ts';
import { openDiagnosis } from './services/diagnosis/open-diagnosis.ts';
import { DeployWatch } from './services/deploy-watch/deploy-watch.ts';
import { DryRuns } from './services/dry-runs/dry-runs.ts';
import { FlowVersions } from './services/flow-versions/flow-versions.ts';
import { VersionLog } from './services/flow-versions/version-log.ts';
import { openCare } from './services/care/open-care.ts';
import { effectiveTimeZone } from './services/care/season.ts';
import { openDevices } from './services/devices/open-devices.ts';
import type { SyncCredentials } from './services/devices/sync-credentials.ts';
import { FindingKeeper } from './services/findings/finding-keeper.ts';
import { FigureKeeper } from './services/figures/figure-keeper.ts';
import { openHomeAssistant } from './services/home-assistant/open-home-assistant.ts';
import { ReadingImports } from './services/imports/reading-imports.ts';
import { openLive } from './services/live/open-live.ts';
import { openNotifications } from './services/notifications/open-notifications.ts';
import { openPlants } from './services/plants/open-plants.ts';
import { PlantQuestions } from './services/questions/plant-questions.ts';
import { openToday } from './services/today/open-today.ts';
import { DisplaySettings } from './services/settings/display-settings.ts';
import { SetAside } from './services/set-aside/set-aside.ts';
import { SecretBox } from './services/settings/secret-box.ts';
import { openRetention } from './services/retention/open-retention.ts';
import { openDurability } from './services/durability/open-durability.ts';
import { JobBook } from './services/durability/job-book.ts';
import { openSystem } from './services/system/open-system.ts';
import type { DatabaseWatch } from './services/system/database-watch.ts';
import type { OwnAddress } from './services/system/own-address.ts';
import { forwardToEngine } from './port/bus-bridge.ts';
import { flowSecretOf } from './runtime/flow-credentials.ts';
import { DryProcess } from './runtime/dry-process.ts';
import { flowsOf } from './runtime/flows-elsewhere.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { statfs } from 'node:fs/promises';
import path from 'node:path';

/** What every room builds on. */
export interface Foundation {
  environment: Environment;
  /** The first one encrypts; secrets encrypted with any of them can be read. */
  encryptionKeys: readonly [string, ...string[]];
  /** How to open another connection to the database, and which. */
  ways: DatabaseAccess;
  /** For what somebody waits for. */
  database: Database;
  /** Where charts and downloads are read. */
  reads: Reads;
  /** For what takes long. */
  bulk: Database;
  broker: Broker;
  /** Knows whether the database answers. */
  watch: DatabaseWatch;
  inCommon: InCommon;
  /** Where this server will listen. */
  address: OwnAddress;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/** Builds every room without starting it: no message is taken, and no timer runs. */
export async function openRooms(foundation: Foundation) {
  const { environment, encryptionKeys, ways, database, reads, bulk, broker, watch } = foundation;
  const { address, inCommon, bus, clock, log } = foundation;
  const { sessionKey, link, copies } = inCommon;
  const { DATA_DIR, HEARTBEAT_INTERVAL_S: heartbeatIntervalS } = environment;
  const syncCredentials: SyncCredentials = (usernames) => broker.credentials.sync(usernames);
  const atBroker = { syncCredentials, hashForBroker: broker.hash };

  const ofEngine = link ? ways : await engineAccess(ways, database, encryptionKeys[0], log);
  const versions = new VersionLog({
    database,
    onRecorded: (version) => void bus.publish('flows_recorded', version),
    clock,
    log,
  });
  bus.on('data_replaced', () => versions.forget());
  const flows = flowsOf({ dataDir: DATA_DIR, bus, versions, copies, clock, log }, link);
  // First, so that the engine has followed a change before anyone here is told of it.
  forwardToEngine(bus, (change) => flows.follow(change));

  // What the owner does and sees.
  const box = new SecretBox(...encryptionKeys);
  const publicBroker = {
    host: environment.MQTT_PUBLIC_URL?.hostname,
    port: Number(environment.MQTT_PUBLIC_URL?.port || broker.port),
  };
  const access = await openAccess({
    database,
    direct: ways.direct,
    hasOwnDatabase: environment.DATABASE_URL === undefined,
    databasePort: environment.DATABASE_PORT,
    ...atBroker,
    publicBroker,
    password: {
      given: environment.OWNER_PASSWORD,
      isOpenByChoice: environment.isOpenByChoice,
      file: ownerPasswordFile(DATA_DIR),
    },
    key: sessionKey,
    areShared: link !== undefined || copies !== undefined,
    onChanged: () => void bus.publish('access_changed', {}),
    clock,
    log,
  });
  const display = new DisplaySettings(database, bus);
  await display.read();
  const timeZone = async (): Promise<string> => effectiveTimeZone((await display.read()).time_zone);
  const notifications = await openNotifications({
    database,
    box,
    environment,
    displayLanguage: () => display.language(),
    bus,
    clock,
    log,
  });
  const findings = new FindingKeeper({
    side: 'host',
    database,
    release: (noticeId) => notifications.outbox.release(noticeId),
    bus,
    clock,
    log,
  });
  await findings.load();
  const devices = openDevices({
    database,
    bulk,
    bus,
    findings,
    ...atBroker,
    requests: flows,
    publicBroker,
    heartbeatIntervalS,
    maxDevices: environment.MAX_DEVICES,
    clock,
    log,
    followedWays: (deviceId) => flows.reports.waysOf(deviceId),
    tellOfWill: (event) => flows.tellOfWill(event),
  });
  devices.wills.remember(findings.evidenceOf('will_on_readings'));
  broker.onLine((line) => devices.brokerWatch.take(line));
  broker.askSession(() => flows.pulse.brokerConnected);
  const diagnosis = openDiagnosis({
    database,
    display,
    timeZone: () => effectiveTimeZone(display.timeZone()),
    bus,
    clock,
    log,
  });
  const digest = notifications.openDigest({
    diagnosisOf: (plantId) => diagnosis.keeper.of(plantId),
    temperatureUnit: async () => (await display.read()).temperature_unit,
  });
  const plants = openPlants({ database, reads, diagnoses: diagnosis.keeper, timeZone, bus, clock, log });
  const imports = new ReadingImports({ database: bulk, plants: plants.plants, timeZone, bus, clock, log });
  const jobs = new JobBook();
  const figures = new FigureKeeper({ database: bulk, timeZone, report: jobs.reportOf('figures'), clock, log });
  bus.on(['data_replaced', 'readings_imported'], () => figures.look());
  const retention = openRetention({
    database: bulk,
    folder: environment.DATABASE_URL ? undefined : DATA_DIR,
    makeFigures: () => figures.keep(),
    jobs,
    clock,
    log,
  });
  const alerts = openAlerts({ database, bus, clock });
  const care = await openCare({
    database,
    box,
    baseUrls: { anthropic: environment.ANTHROPIC_BASE_URL, openai: environment.OPENAI_BASE_URL },
    plants: plants.plants,
    display,
    diagnoses: diagnosis.keeper,
    requests: flows,
    bus,
    clock,
    log,
  });
  const questions = new PlantQuestions({
    database,
    plants: plants.plants,
    plans: care.plans,
    llm: care.llm,
    settings: care.settings,
    bus,
    clock,
    log,
  });

  const tellOfFlows = (): void => void bus.publish('flows_changed', { state: flows.state() });
  const setAside = new SetAside({
    database,
    takeWaiting: () => flows.takeWaiting(),
    onChanged: tellOfFlows,
  });
  const flowVersions = new FlowVersions({ database, flows });
  const deployWatch = new DeployWatch({
    pulse: () => flows.pulse,
    goBack: (to, note) => flowVersions.bringBack(to, { note, keep: true }),
    replaySince: (since) => setAside.replay({ since }),
    endUnfinished: () => endUnfinishedWatches(database),
    setOutcome: (version, outcome) => setFlowOutcome(database, version, outcome),
    tellOwner: (words) => notifications.tellOwner(words),
    onChanged: tellOfFlows,
    clock,
    log,
  });
  bus.on('flows_recorded', (version) => {
    deployWatch.recorded(version);
    if (version.isNew) tellOfFlows();
  });
  bus.on('flows_crashed', ({ failure }) => deployWatch.crashed(failure));
  bus.on('data_replaced', () => deployWatch.forget());

  await flows.prepare({
    rooms: {
      register_device: (registration) => devices.registrar.register(registration),
      ask_model: (question, onProgress) => care.llm.ask({ ...question, onProgress }),
      gather_care: (request) => care.plans.gather(request),
      store_plan: ({ request, ...plan }) => care.plans.store(request, plan),
      async release_notice({ noticeId, channel }) {
        await notifications.outbox.release(noticeId, channel);
        return null;
      },
      unreleased_notices: () => notifications.outbox.unreleased(),
    },
    careProgress: ({ request, step, characters }) => care.plans.progress(request, step, characters),
    tellOwner: (words) => notifications.tellOwner(words),
    watched: () => ({ watch: deployWatch.watch, went_back: deployWatch.wentBack }),
    // What mqtt nodes log in with, see docs/flows.md.
    environment: {
      PLANTOPS_BROKER: broker.flows.url,
      PLANTOPS_BROKER_USER: broker.flows.username,
      PLANTOPS_BROKER_PASSWORD: broker.flows.password,
    },
    settings: () => ({
      heartbeatIntervalS,
      database: { connection: { ...ofEngine.connection }, direct: { ...ofEngine.direct } },
      broker: broker.ofEngine,
      credentialSecret: flowSecretOf(encryptionKeys[0]),
      ofOwner: {
        alertCooldownS: notifications.settings.cooldownS(),
        modelReady: care.llm.isReady(),
        outbox: notifications.outbox.status(),
        timeZone: effectiveTimeZone(display.timeZone()),
        wills: devices.wills.wills(),
      },
    }),
  });
  const dryRuns = new DryRuns({
    database: bulk,
    versions: flowVersions,
    flows,
    openEngine: (onHandled) => new DryProcess({ onHandled, clock }),
    settings: () => ({ alertCooldownS: notifications.settings.cooldownS(), heartbeatIntervalS }),
    onKept: tellOfFlows,
    bus,
    clock,
    log,
  });
  const backup = openBackup({ database: bulk, dataDir: DATA_DIR, inbox: flows, flows, bus, clock, log });
  const durability = openDurability({
    database,
    broker: {
      username: broker.username,
      storeFile: broker.storeFile,
      leftBehind: broker.leftBehind,
      onLine: (listener) => broker.onLine(listener),
      admit: (isAdmitted) => broker.credentials.admit(isAdmitted),
      ask: () => broker.ask(),
    },
    jobs,
    databaseAnswers: () => watch.answers,
    replicaTrouble: () => reads.replica?.trouble(),
    flows,
    async freeBytes(place) {
      const { bavail, bsize } = await statfs(
        place === 'broker' && broker.storeFile ? path.dirname(broker.storeFile) : DATA_DIR,
      );
      return bavail * bsize;
    },
    daysLeft: () => retention.space.daysLeft,
    tellOwner: (words) => notifications.tellOwner(words),
    bus,
    clock,
    log,
  });
  broker.stopBy((stop) => durability.verdict.around(stop));
  const system = openSystem({
    environment,
    simulatorToken: access.tokens.forOwnProgram('simulator'),
    database,
    startedAt: clock.now(),
    address,
    ...devices,
    plants: plants.plants,
    rooms: plants.plantRooms,
    inbox: flows,
    log,
  });
  const today = openToday({
    database,
    diagnoses: diagnosis.keeper,
    alerts: alerts.alerts,
    display,
    intervals: plants.careIntervals,
    isUpgradeProposed: () => flows.state().is_proposed,
    timeZone: () => effectiveTimeZone(display.timeZone()),
    bus,
    clock,
    log,
  });
  // Last, so that it announces a change together with everything that followed from it.
  const {
    live,
    demand,
    stop: stopLive,
  } = openLive({
    database,
    bus,
    diagnoses: diagnosis.keeper,
    announceReadings: (isWanted) => flows.announceReadings(isWanted),
    clock,
  });
  const homeAssistant = await openHomeAssistant({
    database,
    box,
    display,
    timeZone: () => effectiveTimeZone(display.timeZone()),
    diagnoses: diagnosis.keeper,
    journal: plants.journal,
    ownBroker: { url: broker.url, ...broker.home },
    brokerFor: (requestHost) => devices.registrar.brokerFor(requestHost),
    wantReadings: () => demand.join(),
    ...atBroker,
    bus,
    clock,
    log,
  });
  return {
    sessionKey,
    access,
    display,
    notifications,
    digest,
    findings,
    devices,
    diagnosis,
    plants,
    imports,
    retention,
    figures,
    alerts,
    care,
    questions,
    flows,
    setAside,
    versions,
    flowVersions,
    deployWatch,
    dryRuns,
    backup,
    durability,
    reads,
    system,
    today,
    live,
    demand,
    stopLive,
    homeAssistant,
  };
}
