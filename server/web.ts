/** Composes everything that is reached over HTTP: API, dashboard, flow editor, metrics. */
import type { Server } from 'node:http';
import type { Clock } from '@plantops/shared/clock.ts';
import { perKind } from '@plantops/shared/settings/retention.ts';
import type { Logger } from 'pino';
import { EDITOR_ROOT, FLOW_HTTP_ROOT } from '../settings.ts';
import type { Environment } from './config/environment.ts';
import { whyUnavailable } from './db/errors.ts';
import type { Database } from './db/pool.ts';
import { createApplication } from './http/application.ts';
import { FIRST_VIEW_PLANTS } from './http/first-view.ts';
import { PasswordAttempts } from './http/password-attempts.ts';
import { DeviceLogin } from './services/devices/device-login.ts';
import { dashboardBuild } from './http/dashboard-build.ts';
import { CalendarTokens } from './http/calendar-token.ts';
import type { Change } from './http/changes.ts';
import { Front } from './http/client.ts';
import { ReaderBudget } from './http/reader-budget.ts';
import { RequestGuard } from './http/guard.ts';
import { PassOn } from './http/pass-on.ts';
import { createMetrics, type MetricSources } from './http/metrics.ts';
import type { DurabilitySources } from './http/durability-metrics.ts';
import { OwnerSession } from './http/owner-session.ts';
import { timeRequests } from './http/request-metrics.ts';
import type { Handlers } from './http/router.ts';
import { accessHandlers } from './http/routes/access.ts';
import { aboutHandlers } from './http/routes/about.ts';
import { alertHandlers } from './http/routes/alerts.ts';
import { backupHandlers } from './http/routes/backup.ts';
import { careHandlers } from './http/routes/care.ts';
import { dryRunHandlers } from './http/routes/dry-runs.ts';
import { flowVersionHandlers } from './http/routes/flow-versions.ts';
import { flowHandlers } from './http/routes/flows.ts';
import { calibrationHandlers } from './http/routes/calibrations.ts';
import { deviceHandlers } from './http/routes/devices.ts';
import { telemetryHandlers } from './http/routes/telemetry.ts';
import { homeAssistantHandlers } from './http/routes/home-assistant.ts';
import { importHandlers } from './http/routes/imports.ts';
import { journalHandlers } from './http/routes/journal.ts';
import { photoHandlers } from './http/routes/photos.ts';
import { diagnosisHandlers } from './http/routes/diagnosis.ts';
import { plantHandlers } from './http/routes/plants.ts';
import { pushHandlers } from './http/routes/push.ts';
import { llmTrialHandlers, notificationTestHandlers, settingsHandlers } from './http/routes/settings.ts';
import { retentionHandlers } from './http/routes/retention.ts';
import { startHandlers } from './http/routes/start.ts';
import { systemHandlers } from './http/routes/system.ts';
import { roomHandlers } from './http/routes/rooms.ts';
import { questionHandlers } from './http/routes/questions.ts';
import { WrongGuesses } from './http/wrong-guesses.ts';
import { todayHandlers } from './http/routes/today.ts';
import { createHttpServer } from './http/server.ts';
import type { Rooms } from './rooms.ts';
import type { EngineLink } from './runtime/engine-link.ts';
import type { HostLinks } from './runtime/host-links.ts';
import { startState } from './services/live/start-state.ts';
import { SERVER_VERSION } from './services/system/system-info.ts';
import type { DatabaseWatch } from './services/system/database-watch.ts';
import { hostReadiness, readiness } from './services/system/readiness.ts';

export interface WebNeeds {
  environment: Environment;
  database: Database;
  watch: DatabaseWatch;
  clock: Clock;
  rooms: Rooms;
  /** In a host: the link to the engine at work. */
  link?: EngineLink | undefined;
  /** In an engine that hosts may be beside: their links. */
  hosts?: HostLinks | undefined;
  /** What hosts prove themselves by; undefined where there are none. */
  doorToken?: string | undefined;
  log: Logger;
}

/** The same handlers, each failing within two seconds if the database is away. */
function guarded<H extends object>(watch: DatabaseWatch, handlers: H): H {
  const entries = Object.entries(handlers as Record<string, (call: unknown) => unknown>);
  return Object.fromEntries(
    entries.map(([name, handler]) => [name, (call: unknown) => watch.guard(() => handler(call))]),
  ) as H;
}

/** Wrong passwords of boards that are allowed per address and minute: several may be behind one router. */
const MOST_WRONG_OF_BOARDS = 60;

const durabilitySources = ({ watch, jobs, canaryAgeS, backupAgeS }: Rooms['durability']): DurabilitySources => ({
  checks: () => watch.state.checks,
  counts: () => watch.state.counts,
  jobs: () => jobs.list(),
  canaryAgeS,
  backupAgeS,
});

const DAY_S = 86_400;

const metricSources = ({
  flows,
  notifications,
  live,
  durability,
  reads,
  retention: { space },
}: Rooms): MetricSources => ({
  ...durabilitySources(durability),
  devices: () => flows.pulse.devices,
  readingsWaiting: () => flows.pulse.readingsWaiting,
  brokerRoundTripS() {
    const { brokerRoundTripMs } = flows.pulse;
    return brokerRoundTripMs === null ? undefined : brokerRoundTripMs / 1000;
  },
  messagesInFlight: () => flows.pulse.messagesInFlight,
  messagesReceived: () => flows.pulse.messagesReceived,
  messagesLetGo: () => flows.pulse.messagesLetGo,
  messagesSetAside: () => flows.pulse.messagesSetAside,
  noticesWaiting: () => notifications.outbox.status().waiting,
  openAlerts: () => flows.pulse.openAlerts,
  eventReaders: () => live.listenerCount,
  storedBytes: () => space.latest && perKind((kind) => space.latest?.stored[kind].bytes ?? 0),
  replicaBehindS: () => reads.replica?.behindS(),
  diskFreeBytes: () => space.latest?.disk?.free_bytes,
  diskFullInS: () => (space.daysLeft === undefined ? undefined : space.daysLeft * DAY_S),
  ingest: () => flows.pulse.ingest,
  version: SERVER_VERSION,
  nodes: () => flows.reports.nodeFigures(),
});

export interface WebServer {
  /** It is not listening yet. */
  server: Server;
  /** In a host: ends what was passed on to an engine that is gone. */
  cutOff: () => void;
}

/** How long the judgement of a password waits for an engine that takes over (ms). */
const JUDGE_MS = 12_000;

export function createWebServer(needs: WebNeeds): WebServer {
  const { environment, database, watch, clock, rooms, link, hosts, doorToken, log } = needs;
  const { flows, access, sessionKey } = rooms;
  const session = new OwnerSession({
    ...access,
    guesses: new WrongGuesses(clock, (address) => {
      log.warn(`more than ten wrong passwords a minute from ${address}`);
      void access.audit.record({
        by: 'stranger',
        name: null,
        address,
        operation: 'wrongPasswords',
        target: null,
        fields: [],
      });
    }),
    judgedElsewhere: link && ((candidate, address) => link.isPassword(candidate, address, JUDGE_MS)),
  });
  hosts?.judgePasswordsBy((candidate, address) => session.judge(candidate, address));
  const passOn =
    link && doorToken !== undefined
      ? new PassOn({ reach: (withinMs) => link.reach(withinMs), token: doorToken, log })
      : undefined;
  const onChange = (entry: Change): Promise<void> => access.audit.record(entry);
  const metrics = createMetrics(metricSources(rooms));
  const application = createApplication({
    handlers: handlersOf({
      database,
      watch,
      clock,
      rooms,
      link,
      session,
      metrics,
      tokens: new CalendarTokens(sessionKey),
    }),
    timeRequests: timeRequests(metrics, clock),
    session,
    registrationKey: environment.REGISTRATION_KEY,
    onChange,
    deviceLogin: new DeviceLogin({
      database,
      attempts: {
        ofDevice: new PasswordAttempts(clock),
        ofAddress: new PasswordAttempts(clock, MOST_WRONG_OF_BOARDS),
      },
    }),
    firstView: {
      plants: async (id) =>
        id === undefined ? rooms.plants.plants.urgent(FIRST_VIEW_PLANTS) : [await rooms.plants.plants.get(id)],
      display: () => rooms.display.read(),
    },
    clock,
    whyUnavailable,
    log,
  });
  const server = createHttpServer({
    guard: new RequestGuard([environment.HOST, ...environment.ALLOWED_HOSTS]),
    front: new Front(environment.TRUSTED_PROXIES, environment.BASE_PATH, hosts && doorToken),
    passOn,
    hosts,
    isForHosts: environment.PLANTOPS_ROLE === 'engine',
    application,
    flows: {
      handle: flows.handle,
      upgrade: (request, socket, head) => flows.upgrade(request, socket, head),
      isOwn: (path) => [EDITOR_ROOT, FLOW_HTTP_ROOT].some((root) => path === root || path.startsWith(`${root}/`)),
      editorRoot: EDITOR_ROOT,
    },
    session,
    onChange,
    clock,
    log,
  });
  return { server, cutOff: () => passOn?.cut() };
}

interface HandlerNeeds extends Pick<WebNeeds, 'database' | 'watch' | 'clock' | 'rooms' | 'link'> {
  session: OwnerSession;
  metrics: ReturnType<typeof createMetrics>;
  tokens: CalendarTokens;
}

/** The handler of each endpoint. */
function handlersOf({ database, watch, clock, rooms, link, session, metrics, tokens }: HandlerNeeds): Handlers {
  const { display, notifications, care, flows, deployWatch, setAside, live, system } = rooms;
  const { devices, calibrations, ways, registrar, desk } = rooms.devices;
  const { plants, plantRooms, actions, careIntervals, charts, years, journal, photos, exportReadings, exportName } =
    rooms.plants;
  const { alerts, mutes } = rooms.alerts;
  const { backup, restore } = rooms.backup;
  const { retention, space } = rooms.retention;
  const flowState = async () => ({ ...flows.state(), set_aside: await setAside.groups() });
  const state = () => startState({ plants, plantRooms, devices, alerts, flows: flowState, live });
  const pingDatabase = () => watch.guard(() => database.query('SELECT 1'));
  const brokerConnected = () => flows.pulse.brokerConnected;
  const brokerPasses = () => flows.pulse.brokerPasses;
  const flowsRunning = () => flows.pulse.flowsRunning;
  const durability = () => rooms.durability.watch.state.checks;
  const warnings = () => [
    ...flows.warnings(),
    ...notifications.settings.warnings(),
    ...care.settings.warnings(),
    ...rooms.homeAssistant.warnings(),
    ...rooms.durability.watch.warnings(),
  ];
  return {
    ...guarded(watch, {
      ...deviceHandlers(devices, ways, desk, registrar),
      ...diagnosisHandlers(rooms.diagnosis.diagnoses),
      ...plantHandlers(plants, charts, years, devices, { read: exportReadings, nameOf: exportName }, mutes, clock, () =>
        retention.readingsKeptFrom(),
      ),
      ...roomHandlers(plantRooms, actions),
      ...telemetryHandlers((deviceId, payloads) => flows.takeReadings(deviceId, payloads)),
      ...calibrationHandlers(calibrations),
      ...journalHandlers(journal, careIntervals),
      ...photoHandlers(photos, plants),
      ...alertHandlers(alerts),
      ...todayHandlers(rooms.today.list),
      ...flowHandlers(flows, deployWatch, setAside),
      ...flowVersionHandlers(rooms.flowVersions),
      ...dryRunHandlers(rooms.dryRuns),
      ...pushHandlers(notifications.push),
      ...settingsHandlers(display, notifications.settings, care.settings, care.llm),
      ...careHandlers({ advisor: care.advisor, plans: care.plans, tokens, session }),
      ...questionHandlers(rooms.questions),
      ...accessHandlers({ ...rooms.access, session }),
      ...startHandlers({ session, state }),
      ...aboutHandlers(system.info, system.simulator),
    }),
    // Not aborted when the database is slow: vendors and brokers take longer, a restore or an import itself slows it down, and years are counted.
    ...llmTrialHandlers(care.llm),
    ...notificationTestHandlers(notifications.test),
    ...homeAssistantHandlers(rooms.homeAssistant),
    ...importHandlers(rooms.imports),
    ...retentionHandlers(retention, space),
    ...backupHandlers(backup, restore, () => rooms.durability.backupMade()),
    ...systemHandlers({
      durability: () => rooms.durability.watch.state,
      clock,
      live,
      session,
      budget: new ReaderBudget(),
      about: { version: SERVER_VERSION, dashboard: dashboardBuild() },
      metrics,
      readiness: () =>
        link
          ? hostReadiness({ clock, pingDatabase, isEngineAtWork: () => link.told !== undefined, warnings })
          : readiness({ clock, pingDatabase, brokerConnected, brokerPasses, flowsRunning, durability, warnings }),
    }),
  };
}
