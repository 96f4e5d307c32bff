/** Composes what is reached over HTTP: API, dashboard, flow editor, metrics. */
import type { Server } from 'node:http';
import type { Clock } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { EDITOR_ROOT, FLOW_HTTP_ROOT } from '../settings.ts';
import type { BrokerInbox } from './broker/inbox.ts';
import type { Environment } from './config/environment.ts';
import { keyFile } from './config/keys.ts';
import { isDatabaseAway } from './db/errors.ts';
import type { Database } from './db/pool.ts';
import { createApplication } from './http/application.ts';
import { CalendarTokens } from './http/calendar-token.ts';
import { RequestGuard } from './http/guard.ts';
import { createMetrics } from './http/metrics.ts';
import { OwnerSession } from './http/owner-session.ts';
import { aboutHandlers } from './http/routes/about.ts';
import { alertHandlers } from './http/routes/alerts.ts';
import { backupHandlers } from './http/routes/backup.ts';
import { careHandlers } from './http/routes/care.ts';
import { deviceHandlers } from './http/routes/devices.ts';
import { journalHandlers } from './http/routes/journal.ts';
import { photoHandlers } from './http/routes/photos.ts';
import { plantHandlers } from './http/routes/plants.ts';
import { llmTrialHandlers, notificationTestHandlers, settingsHandlers } from './http/routes/settings.ts';
import { startHandlers } from './http/routes/start.ts';
import { systemHandlers } from './http/routes/system.ts';
import { createHttpServer } from './http/server.ts';
import type { FlowEngine } from './runtime/flow-engine.ts';
import type { AlertStates } from './services/judging/alert-states.ts';
import type { AlertList } from './services/alerts/alert-list.ts';
import type { Backup } from './services/backup/backup.ts';
import type { CareAdvisor } from './services/care/care-advisor.ts';
import type { CarePlans } from './services/care/care-plans.ts';
import type { DatabaseWatch } from './services/system/database-watch.ts';
import type { Devices } from './services/devices/devices.ts';
import type { DisplaySettings } from './services/settings/display-settings.ts';
import { Journal } from './services/plants/journal.ts';
import type { LanguageModel } from './services/care/language-model.ts';
import type { LiveEvents } from './services/live/live-events.ts';
import type { LlmSettings } from './services/care/llm-settings.ts';
import type { Mutes } from './services/alerts/mutes.ts';
import type { NotificationSettings } from './services/notifications/notification-settings.ts';
import type { Outbox } from './services/notifications/outbox.ts';
import { Photos } from './services/plants/photos.ts';
import type { Plants } from './services/plants/plants.ts';
import type { PresenceTracker } from './services/presence/presence-tracker.ts';
import { readiness } from './services/system/readiness.ts';
import { exportReadings } from './services/plants/readings-export.ts';
import type { Restore } from './services/backup/restore.ts';
import type { SimulatorControl } from './services/system/simulator-control.ts';
import { startState } from './services/live/start-state.ts';
import { SystemInfo } from './services/system/system-info.ts';
import type { ReadingWriter } from './services/ingest/reading-writer.ts';
import type { Registrar } from './services/devices/registrar.ts';
import type { RequestGateway } from './services/flow-requests/request-gateway.ts';
import { tryChannels } from './services/notifications/channel-trial.ts';

export interface WebParts {
  environment: Environment;
  clock: Clock;
  database: Database;
  watch: DatabaseWatch;
  inbox: BrokerInbox;
  readings: ReadingWriter;
  presence: PresenceTracker;
  alertStates: AlertStates;
  outbox: Outbox;
  notificationSettings: NotificationSettings;
  display: DisplaySettings;
  llmSettings: LlmSettings;
  llm: LanguageModel;
  carePlans: CarePlans;
  advisor: CareAdvisor;
  live: LiveEvents;
  devices: Devices;
  mutes: Mutes;
  registrar: Registrar;
  plants: Plants;
  alerts: AlertList;
  requests: RequestGateway;
  simulator: SimulatorControl;
  backup: Backup;
  restore: Restore;
  flows: FlowEngine;
  log: Logger;
}

/** The same handlers, each answering within two seconds that the database is away. */
function guarded<H extends object>(watch: DatabaseWatch, handlers: H): H {
  const entries = Object.entries(handlers as Record<string, (call: unknown) => unknown>);
  return Object.fromEntries(
    entries.map(([name, handler]) => [name, (call: unknown) => watch.guard(() => handler(call))]),
  ) as H;
}

/** @returns a server that does not listen yet */
export function createWebServer(parts: WebParts): Server {
  const {
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
  } = parts;
  const sessionKey = keyFile(environment.DATA_DIR, 'session-key').key;
  const session = new OwnerSession(environment.OWNER_PASSWORD, sessionKey);
  const metrics = createMetrics({
    devices: () => presence.counts(),
    readingsWaiting: () => readings.waiting(),
    messagesInFlight: () => inbox.status().inFlight,
    messagesReceived: () => inbox.received(),
    messagesDroppedByBroker: () => inbox.droppedByBroker(),
    messagesDroppedByFlow: () => inbox.status().dropped,
    noticesWaiting: () => outbox.status().waiting,
    openAlerts: () => alertStates.openCount(),
    eventReaders: () => live.listenerCount,
  });
  const warnings = (): string[] => [
    ...(inbox.droppedByBroker() > 0
      ? [`The broker dropped ${inbox.droppedByBroker()} messages: a queue was full`]
      : []),
    ...(inbox.status().dropped > 0
      ? [`${inbox.status().dropped} messages reached no node that stores them: check the wires of the flow`]
      : []),
    ...notificationSettings.warnings(),
    ...llmSettings.warnings(),
    ...(readings.trouble() ? ['Readings wait: the database does not store them'] : []),
  ];
  const info = new SystemInfo({
    database,
    startedAt: clock.now(),
    registrationKeyRequired: environment.REGISTRATION_KEY !== undefined,
    databaseKind: environment.DATABASE_URL ? 'external' : 'embedded',
    heartbeatIntervalS: environment.HEARTBEAT_INTERVAL_S,
    brokerFor: (requestHost) => registrar.brokerFor(requestHost),
    simulator: () => simulator.state(),
  });
  const application = createApplication({
    handlers: {
      ...guarded(watch, deviceHandlers(devices, requests, registrar)),
      ...guarded(
        watch,
        plantHandlers(plants, devices, (plantId, from, to) => exportReadings(database, plantId, from, to), mutes),
      ),
      ...guarded(watch, journalHandlers(new Journal({ database, plants, clock }))),
      ...guarded(watch, photoHandlers(new Photos(database, plants))),
      ...guarded(watch, alertHandlers(alerts)),
      ...guarded(watch, settingsHandlers(display, notificationSettings, llmSettings, llm)),
      ...llmTrialHandlers(llm),
      ...guarded(
        watch,
        careHandlers({ advisor, plans: carePlans, tokens: new CalendarTokens(sessionKey), session, clock }),
      ),
      ...notificationTestHandlers((channel) => tryChannels(notificationSettings.channels(), channel, clock)),
      ...guarded(watch, startHandlers({ clock, session, state: () => startState({ plants, devices, alerts, live }) })),
      ...guarded(watch, aboutHandlers(info, simulator)),
      // Not given up when the database is slow: a restore itself makes it so.
      ...backupHandlers(backup, restore),
      ...systemHandlers({
        clock,
        live,
        session,
        metrics,
        readiness: () =>
          readiness({
            pingDatabase: () => watch.guard(() => database.query('SELECT 1')),
            brokerConnected: () => inbox.status().connected,
            flowsRunning: () => flows.running,
            warnings,
          }),
      }),
    },
    session,
    registrationKey: environment.REGISTRATION_KEY,
    clock,
    isUnavailable: isDatabaseAway,
    log,
  });
  return createHttpServer({
    guard: new RequestGuard([environment.HOST, ...environment.ALLOWED_HOSTS]),
    application,
    flows: {
      handle: flows.handle,
      upgrade: (request, socket, head) => flows.upgrade(request, socket, head),
      isOwn: (path) => [EDITOR_ROOT, FLOW_HTTP_ROOT].some((root) => path === root || path.startsWith(`${root}/`)),
      editorRoot: EDITOR_ROOT,
    },
    isOwner: (request) => session.isOwner(request, clock.now()),
    log,
  });
}
