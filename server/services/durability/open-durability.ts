import type { Clock } from '@plantops/shared/clock.ts';
import type { CheckResult } from '@plantops/shared/durability/checks.ts';
import type { Logger } from 'pino';
import type { BrokerFigures } from '../../broker/broker-figures.ts';
import type { Database } from '../../db/pool.ts';
import { noteFact, readDatabaseBirth, readFact, readTimescaleJobs } from '../../db/repositories/durability.ts';
import type { Pulse } from '../../port/offers.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { TellOwner } from '../notifications/announcement.ts';
import { CanaryWatch } from './canary-watch.ts';
import { Durability } from './durability.ts';
import type { JobBook } from './job-book.ts';
import { MessageCounts } from './message-counts.ts';
import { DurabilityNotices } from './notices.ts';
import { backupAgeS, backupCheck, type BackupFacts, diskCheck } from './place-checks.ts';
import { Rounds } from './rounds.ts';
import { StopVerdict } from './stop-verdict.ts';
import { StoreWatch } from './store-watch.ts';

/** What the watch needs of the broker. */
export interface WatchedBroker {
  username: string;
  /** The file of its store; undefined where somebody else runs it. */
  storeFile: string | undefined;
  /** What one told that a killed server had left behind, before it was ended. */
  leftBehind: BrokerFigures | undefined;
  onLine: (listener: (line: string) => void) => void;
  /** Lets devices in, or has it refuse them. */
  admit: (isAdmitted: boolean) => Promise<void>;
  /** What it tells of itself now; undefined if it does not. */
  ask: () => Promise<BrokerFigures | undefined>;
}

export interface DurabilityNeeds {
  database: Database;
  broker: WatchedBroker;
  jobs: JobBook;
  /** Whether the database answers. */
  databaseAnswers: () => boolean;
  /** Why the replica is not read, if there is one; undefined while all is well. */
  replicaTrouble: () => string | undefined;
  flows: { readonly pulse: Pulse; readonly hasEngine: boolean };
  /** Free room on the disk of the broker's store, and of the data folder (bytes). */
  freeBytes: (place: 'broker' | 'data') => Promise<number>;
  /** Until the disk is full at the present rate (days). */
  daysLeft: () => number | undefined;
  tellOwner: TellOwner;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** The durability watch: whether what devices send is kept, and what to do where it is not. */
export function openDurability(needs: DurabilityNeeds) {
  const {
    database,
    broker,
    jobs,
    databaseAnswers,
    replicaTrouble,
    flows,
    freeBytes,
    daysLeft,
    tellOwner,
    bus,
    clock,
    log,
  } = needs;
  const counts = new MessageCounts({
    read: (name) => readFact(database, name),
    note: (name, fact) => noteFact(database, name, fact),
    clock,
    log,
  });
  const canary = new CanaryWatch({ pulse: () => flows.pulse, hasEngine: () => flows.hasEngine, clock });
  const store = new StoreWatch({
    file: broker.storeFile,
    freeBytes: () => freeBytes('broker'),
    isBrokerWell: () => flows.pulse.brokerConnected && flows.pulse.brokerPasses,
    admit: broker.admit,
    clock,
    log,
  });
  broker.onLine((line) => store.take(line));
  const verdict = new StopVerdict({
    file: broker.storeFile,
    isSaved: () => store.isSaved,
    waiting: () => counts.counts.waiting ?? 0,
    askWaiting: async () => (await broker.ask())?.waiting,
    answered: () => counts.counts.answered,
    noteLost: (count) => noteFact(database, 'lost_at_stop', { count, at: clock.now().toISOString() }),
    log,
  });
  store.onSaved(() => verdict.saved());
  const notices = new DurabilityNotices(tellOwner, clock);

  let free: number | undefined;
  let backup: BackupFacts = { madeAt: undefined, bornAt: undefined };
  let hasCounts = false;
  const rounds = new Rounds(
    [
      {
        everyMs: 2000,
        async go() {
          if (!hasCounts) {
            await counts.load();
            if (broker.leftBehind) counts.seeBroker(broker.leftBehind);
            hasCounts = true;
          }
          await counts.saveWhenDue();
        },
      },
      {
        everyMs: 10_000,
        async go() {
          free = await freeBytes('data');
        },
      },
      {
        everyMs: 30_000,
        async go() {
          const [made, bornAt] = await Promise.all([readFact(database, 'backup'), readDatabaseBirth(database)]);
          backup = { madeAt: made && new Date(made.at), bornAt };
          const ofTimescale = await readTimescaleJobs(database);
          for (const { name, failures, isFailing } of ofTimescale ?? [])
            jobs.noteCounted(name, failures, isFailing ? 'its last run failed' : undefined);
        },
      },
    ],
    clock,
  );
  const sessionCheck = (): CheckResult =>
    flows.pulse.broker.isContested
      ? { state: 'failing', code: 'session_contested', figures: { username: broker.username } }
      : { state: 'ok', code: 'session_own', figures: {} };
  const watch = new Durability({
    sources: {
      canary: () => canary.check(),
      broker_store: () => store.check(),
      broker_queue: () => counts.check(),
      broker_session: sessionCheck,
      database() {
        if (!databaseAnswers()) return { state: 'failing', code: 'database_away', figures: {} };
        return replicaTrouble() === undefined
          ? { state: 'ok', code: 'database_answers', figures: {} }
          : { state: 'warning', code: 'replica_not_read', figures: {} };
      },
      database_jobs: () => jobs.check(),
      disk: () => diskCheck(free, daysLeft()),
      backup: () => backupCheck(backup, clock),
    },
    counts: () => counts.counts,
    beforeLook() {
      const { pulse } = flows;
      const { figures } = pulse.broker;
      if (figures) counts.seeBroker({ ...figures, startedAt: new Date(figures.startedAtMs) });
      if (flows.hasEngine) counts.seeAnswered(pulse.traffic.answered.count);
    },
    onStoodStill: () => canary.begin(),
    onLooked(checks, isChanged) {
      notices.take(checks);
      if (isChanged) void bus.publish('checks_changed', { state: watch.state });
    },
    clock,
  });
  return {
    watch,
    jobs,
    verdict,
    canaryAgeS: () => canary.ageS,
    backupAgeS: () => backupAgeS(backup, clock),
    storeSavedAt: () => store.savedAt,
    /** A backup was read to its end by somebody. */
    async backupMade(): Promise<void> {
      const at = clock.now();
      backup = { ...backup, madeAt: at };
      await noteFact(database, 'backup', { at: at.toISOString() });
    },
    start() {
      store.start();
      rounds.start();
      watch.start();
    },
    async stop() {
      watch.stop();
      await rounds.stop();
      await store.stop();
      await counts.save().catch(() => undefined);
    },
  };
}
export type DurabilityRoom = ReturnType<typeof openDurability>;
