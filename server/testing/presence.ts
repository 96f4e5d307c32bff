/** A presence tracker of two devices, on a real database and by a clock that stands still. */
import type { DeviceContext } from '@plantops/shared/ports.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach } from 'vitest';
import type { Database } from '../db/pool.ts';
import { ChangeBus } from '../services/bus/change-bus.ts';
import { PresenceTracker } from '../services/presence/presence-tracker.ts';
import { silentLog, useTestDatabases } from './database.ts';
import { NotedFindings } from './noted-findings.ts';

/** The seconds that a device may be silent, three times over. */
export const INTERVAL_S = 60;

/** A time, in seconds after the beginning. */
export const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

class PresenceOfTwo {
  readonly database: Database;
  readonly clock = new FakeClock(at(0));
  readonly bus = new ChangeBus(silentLog);
  readonly findings = new NotedFindings();
  /** What the directory says of devices besides their names. */
  readonly places = new Map<string, { plant?: { id: string; name: string }; via?: string; isPaused?: boolean }>();
  readonly directory = {
    nameOf: (id: string): string => `name of ${id}`,
    find: (deviceId: string): DeviceContext => {
      const { plant, via = null, isPaused = false } = this.places.get(deviceId) ?? {};
      return { deviceId, name: null, via, isPaused, plant: plant ? { ...plant, thresholds: {} } : null };
    },
  };
  hearingSince: Date | undefined = at(-3600);
  /** Until when everything was heard: for ever, unless a test says otherwise. */
  hearingUntil = at(1e9);

  constructor(database: Database) {
    this.database = database;
  }

  /** A tracker that has loaded what the database knows, as after a start. */
  async newTracker(log = silentLog): Promise<PresenceTracker> {
    const tracker = new PresenceTracker({
      database: this.database,
      heartbeatIntervalS: INTERVAL_S,
      hearing: () => this.hearingSince && { since: this.hearingSince, until: this.hearingUntil },
      directory: this.directory,
      findings: this.findings,
      timeZone: () => 'Europe/Berlin',
      bus: this.bus,
      clock: this.clock,
      log,
    });
    await tracker.load();
    return tracker;
  }

  /** What is stored about a device. */
  async rowOf(id: string): Promise<Record<string, unknown>> {
    const { rows } = await this.database.query(
      'SELECT status, error, last_seen_at, battery_pct, clock_wrong FROM devices WHERE id = $1',
      [id],
    );
    return rows[0] as Record<string, unknown>;
  }
}

/** Call once in a test file. @returns what the current test has */
export function usePresence(): () => PresenceOfTwo {
  const databases = useTestDatabases();
  let presence: PresenceOfTwo;
  beforeEach(async () => {
    presence = new PresenceOfTwo(await databases.pool());
    await presence.database.query(
      `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash) SELECT id, id, id, 'h', 'h' FROM unnest(ARRAY['dev_1', 'dev_2']) AS id`,
    );
  });
  return () => presence;
}
