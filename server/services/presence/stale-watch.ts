import { freshWords, type MetricAge, staleValue, staleWords } from '@plantops/nodes/presence/stale.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { Notice } from '@plantops/shared/ports.ts';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import { insertNotice } from '../../db/repositories/notices.ts';
import {
  closeStale,
  listOpenStale,
  noteStale,
  openStale,
  type SilentMetric,
  type StaleAlert,
} from '../../db/repositories/stale-alerts.ts';

/** What a device knows of one metric. `isHeard` is false for a device that is offline. */
export type WatchedAge = MetricAge & { isHeard: boolean };

/** What is known of one plant, for the judgement of its metrics. */
export interface WatchedPlant {
  id: string;
  name: string;
  /** By metric, of each of its devices that has measured it. */
  metrics: ReadonlyMap<Metric, readonly WatchedAge[]>;
}

export interface StaleWatchOptions {
  database: Database;
  /** The time zone that the owner is told times in; IANA name. */
  timeZone: () => string;
}

interface OpenAlert {
  plantId: string;
  metric: Metric;
  alertId: number;
  sinceMs: number;
  told: boolean;
}

const keyOf = (plantId: string, metric: Metric): string => `${plantId} ${metric}`;

/** Opens and closes the alerts about metrics of plants that no new value comes of. The database decides who does. */
export class StaleWatch {
  readonly #options: StaleWatchOptions;
  readonly #open = new Map<string, OpenAlert>();
  /** Alerts that others may have changed are read again before the next judgement. */
  #isLoaded = false;

  constructor(options: StaleWatchOptions) {
    this.#options = options;
  }

  /** Reads what is open before the next judgement: another process, or the owner, may have changed it. */
  forget(): void {
    this.#isLoaded = false;
  }

  /** Plants that must be judged even if none of their devices was heard. */
  async plants(): Promise<string[]> {
    if (!this.#isLoaded) await this.#load();
    return [...this.#open.values()].map(({ plantId }) => plantId);
  }

  /**
   * Judges the metrics of these plants.
   * @param hearingSince since when everything could be heard
   * @returns a notice for each plant of which the owner must be told something, and the alerts that changed
   */
  async judge(
    plants: readonly WatchedPlant[],
    now: Date,
    hearingSince: Date,
  ): Promise<{ notices: Notice[]; alertIds: number[] }> {
    const silent: SilentMetric[] = [];
    const ended: number[] = [];
    const words = new Map<number, string>();
    for (const plant of plants)
      for (const [metric, ages] of plant.metrics) {
        const open = this.#open.get(keyOf(plant.id, metric));
        const heard = ages.filter(({ isHeard }) => isHeard);
        if (!open) {
          const stale = staleValue(heard, hearingSince.getTime());
          if (stale) silent.push(this.#silence(plant.id, metric, stale, now));
          continue;
        }
        const fresh = heard.find(({ valueAtMs }) => valueAtMs > open.sinceMs);
        if (!fresh) continue;
        ended.push(open.alertId);
        words.set(open.alertId, freshWords(metric, fresh.value));
      }
    const orphaned = this.#orphaned(plants);
    const untold = [...this.#open.values()].filter(
      ({ told, alertId }) => !told && !ended.includes(alertId) && !orphaned.includes(alertId),
    );
    if (silent.length + ended.length + orphaned.length + untold.length === 0) return { notices: [], alertIds: [] };
    return this.#write(plants, { silent, ended, orphaned, untold, words }, now);
  }

  /** Alerts about metrics that no device of the plant measures any more. */
  #orphaned(plants: readonly WatchedPlant[]): number[] {
    const byId = new Map(plants.map((plant) => [plant.id, plant]));
    return [...this.#open.values()]
      .filter(({ plantId, metric }) => byId.get(plantId)?.metrics.has(metric) !== true)
      .map(({ alertId }) => alertId);
  }

  #silence(plantId: string, metric: Metric, { deviceId, value, valueAtMs }: MetricAge, now: Date): SilentMetric {
    const since = new Date(valueAtMs);
    const message = staleWords(metric, value, since, now, this.#options.timeZone());
    return { plantId, deviceId, metric, value, since, message };
  }

  async #write(
    plants: readonly WatchedPlant[],
    found: {
      silent: readonly SilentMetric[];
      ended: readonly number[];
      orphaned: readonly number[];
      untold: readonly OpenAlert[];
      words: ReadonlyMap<number, string>;
    },
    now: Date,
  ): Promise<{ notices: Notice[]; alertIds: number[] }> {
    const names = new Map(plants.map(({ id, name }) => [id, name]));
    const done = await inTransaction(this.#options.database, async (connection) => {
      const opened = await openStale(connection, found.silent, now);
      const told = await noteStale(
        connection,
        found.untold.map(({ alertId }) => alertId),
        now,
      );
      const closed = await closeStale(connection, [...found.ended, ...found.orphaned], now);
      const back = closed.flatMap((alert) => {
        const message = found.words.get(alert.alertId);
        return message === undefined ? [] : [{ ...alert, message }];
      });
      const notices = [
        ...(await plantNotices(connection, 'stale', [...opened, ...told], names)),
        ...(await plantNotices(connection, 'fresh', back, names)),
      ];
      return { opened, told, closed, notices };
    });
    for (const { plantId, metric, alertId, tell } of done.opened) {
      const since = found.silent.find((metricOf) => metricOf.plantId === plantId && metricOf.metric === metric)?.since;
      this.#open.set(keyOf(plantId, metric), {
        plantId,
        metric,
        alertId,
        sinceMs: (since ?? now).getTime(),
        told: tell,
      });
    }
    for (const { plantId, metric } of done.told) {
      const open = this.#open.get(keyOf(plantId, metric));
      if (open) open.told = true;
    }
    for (const [key, { alertId }] of this.#open)
      if (found.ended.includes(alertId) || found.orphaned.includes(alertId)) this.#open.delete(key);
    // Another process has one open that this one does not know.
    if (done.opened.length < found.silent.length) this.forget();
    const alertIds = [...done.opened, ...done.told, ...done.closed].map(({ alertId }) => alertId);
    return { notices: done.notices, alertIds };
  }

  async #load(): Promise<void> {
    const open = await listOpenStale(this.#options.database);
    this.#open.clear();
    for (const { plantId, metric, alertId, since, told } of open)
      this.#open.set(keyOf(plantId, metric), { plantId, metric, alertId, sinceMs: since.getTime(), told });
    this.#isLoaded = true;
  }
}

/** One notice for each plant, which names all of its metrics. It belongs to the first alert. */
async function plantNotices(
  connection: Queryable,
  kind: 'stale' | 'fresh',
  alerts: readonly StaleAlert[],
  names: ReadonlyMap<string, string>,
): Promise<Notice[]> {
  const inOrder = alerts.toSorted(
    (one, other) => METRIC_NAMES.indexOf(one.metric) - METRIC_NAMES.indexOf(other.metric),
  );
  const byPlant = Map.groupBy(
    inOrder.filter(({ tell }) => tell),
    ({ plantId }) => plantId,
  );
  const notices: Notice[] = [];
  for (const [plantId, ofPlant] of byPlant) {
    const [first] = ofPlant;
    if (!first) continue;
    const message = `${names.get(plantId) ?? plantId}: ${ofPlant.map((alert) => alert.message).join('; ')}`;
    const { alertId, deviceId } = first;
    notices.push(await insertNotice(connection, { alertId, kind, message, plantId, deviceId }));
  }
  return notices;
}
