import { HOURS_OF_SPAN, type StartDryRun } from '@plantops/shared/api/dry-runs.ts';
import { telemetryTopic } from '@plantops/shared/topics.ts';
import type { Database } from '../../db/pool.ts';
import {
  countPastReadings,
  type PastReading,
  readPastReadings,
  readSetAside,
} from '../../db/repositories/dry-run-sources.ts';
import { readDirectory } from '../../db/repositories/directory.ts';
import { listMutes } from '../../db/repositories/mutes.ts';
import { keyBefore, type ReadingKey } from '../../db/repositories/telemetry.ts';
import type { DryFacts, DryMessage } from '../../port/dry-offers.ts';

/** Messages of before, in order of time. */
export interface DrySource {
  total: number;
  /** When the flows are started, and until when time passes. */
  from: Date;
  to: Date;
  /** Which message that was set aside each message is, in order; empty for readings. */
  ids: readonly number[];
  pages(): AsyncIterable<DryMessage[]>;
}

/** How many messages are passed on at a time. */
const PAGE = 1000;
/** The most messages that were set aside and are tried at a time. */
const MOST_SET_ASIDE = 10_000;
const HOUR_MS = 3_600_000;

/** A stored reading as the message that it was. */
const messageOf = ({ deviceId, time, values }: PastReading): DryMessage => ({
  at: time.getTime(),
  topic: telemetryTopic(deviceId),
  payload: JSON.stringify({ timestamp: time.toISOString(), ...values }),
});

async function readings(database: Database, hours: number, now: Date): Promise<DrySource> {
  const from = new Date(now.getTime() - hours * HOUR_MS);
  async function* pages(): AsyncGenerator<DryMessage[]> {
    for (let after: ReadingKey | undefined = keyBefore(from); after;) {
      const page = await readPastReadings(database, { after, to: now, limit: PAGE });
      yield page.readings.map(messageOf);
      after = page.end;
    }
  }
  return { total: await countPastReadings(database, { from, to: now }), from, to: now, ids: [], pages };
}

async function setAside(database: Database, now: Date): Promise<DrySource> {
  const messages = await readSetAside(database, MOST_SET_ASIDE);
  async function* pages(): AsyncGenerator<DryMessage[]> {
    for (let place = 0; place < messages.length; place += PAGE)
      yield messages
        .slice(place, place + PAGE)
        .map(({ topic, payload, receivedAt }) => ({ at: receivedAt.getTime(), topic, payload }));
  }
  const [first, last] = [messages[0]?.receivedAt ?? now, messages.at(-1)?.receivedAt ?? now];
  return { total: messages.length, from: first, to: last, ids: messages.map(({ id }) => id), pages };
}

/** What a run is fed with. */
export const openSource = (
  database: Database,
  { source, span }: Pick<StartDryRun, 'source' | 'span'>,
  now: Date,
): Promise<DrySource> =>
  source === 'readings' ? readings(database, HOURS_OF_SPAN[span], now) : setAside(database, now);

/** What messages are judged by, as it is now. */
export async function readFacts(
  database: Database,
  rest: Pick<DryFacts, 'alertCooldownS' | 'heartbeatIntervalS'>,
): Promise<DryFacts> {
  const [devices, mutes] = await Promise.all([readDirectory(database), listMutes(database)]);
  return {
    ...rest,
    devices: devices.map(({ deviceId, name, macAddress, plantId, plantName, thresholds, combine }) => ({
      deviceId,
      name: name ?? macAddress ?? deviceId,
      plant: plantId === null ? null : { id: plantId, name: plantName ?? '', thresholds: thresholds ?? {}, combine },
    })),
    mutes: mutes.map(({ plantId, scope, until }) => ({
      plantId,
      metric: scope === '' ? null : scope,
      until: until.getTime(),
    })),
    judgesSilence: false,
  };
}
