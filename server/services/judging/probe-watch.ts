import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { PROBE_FINDINGS } from '@plantops/shared/findings/probes.ts';
import { IN_AIR_PCT, type KnownProbe, type PlantValues } from '@plantops/shared/judging/plant-values.ts';
import { METRIC_NAMES, METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { Findings } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { listWateringFacts, readDisagreement, readSteadiness } from '../../db/repositories/probe-facts.ts';

const HOUR_MS = 3_600_000;
/** How often it looks (ms). */
const EVERY_MS = 30_000;
/** A figure that stands still for so long is stuck, if there were as many readings (hours). */
const STUCK = { hours: 24, readings: 12 };
/** A figure that came so often without a change may be stuck since before the start. */
const SUSPECT_READINGS = 4;
/** How often readings are looked up for a figure that may be stuck since before the start (ms). */
const LOOK_UP_MS = HOUR_MS;
/** How many look-ups are made at a time. */
const LOOK_UPS = 20;
/** Probes must have differed in each of so many hours, of which one may be without readings. */
const APART_HOURS = 6;
/** A difference that has shrunk to this share of what is noted has ended: so it does not come and go. */
const NEAR_AGAIN = 0.8;
/** Soil moisture that falls from at least this to what a probe shows in air, within this time, was not dried (%, ms). */
const PULLED = { from: 10, withinMs: 2 * HOUR_MS };
/** The air changed if it differs by more than this: then the board was moved, or all of its sensors failed. */
const SAME_AIR = { temperature: 4, humidity: 15 };
/** Water needs a while to reach a probe; a watering of yesterday is no news (ms). */
const WATERING = { settledMs: 3 * HOUR_MS, countsMs: 24 * HOUR_MS };
/** A rise by less is noise; soil that is wetter than `wet` has no more to rise (%). */
const FELT = { rise: 3, wet: 80 };

type ProbeCode = keyof typeof PROBE_FINDINGS;
const PROBE_CODES = Object.keys(PROBE_FINDINGS) as ProbeCode[];

export interface ProbeWatchOptions {
  database: Queryable;
  values: Pick<PlantValues, 'probes' | 'freshProbes'>;
  findings: Findings;
  /** How to name a device to the owner. */
  nameOf: (deviceId: string) => string;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/**
 * Notices probes that say what cannot be true: figures that stand still, probes that differ, one that was pulled out of
 * the soil, and one that feels no watering. It looks twice a minute at what is in memory, and asks the database only about
 * the few that are suspect.
 */
export class ProbeWatch {
  readonly #options: ProbeWatchOptions;
  /** When a figure that may be stuck was looked up last, by device and metric (ms on the clock's scale of spans). */
  readonly #lookedUpMs = new Map<string, number>();
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;

  constructor(options: ProbeWatchOptions) {
    this.#options = options;
    // What was noticed about a probe is about the pot that it was in.
    options.bus.on(['device_moved', 'plant_removed'], ({ deviceIds }) => {
      for (const deviceId of deviceIds)
        for (const code of PROBE_CODES)
          for (const metric of METRIC_NAMES) options.findings.clear(deviceId, code, metric);
    });
  }

  start(): void {
    this.#timer = this.#options.clock.every(EVERY_MS, () => {
      this.#running ??= this.look()
        .catch((failure: unknown) => this.#options.log.warn({ err: failure }, 'probes were not looked at'))
        .finally(() => {
          this.#running = undefined;
        });
    });
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#running;
  }

  /** Looks at all probes once. */
  async look(): Promise<void> {
    const plants = new Set<string>();
    const suspects: { probe: KnownProbe; metric: Metric }[] = [];
    for (const probe of this.#options.values.probes()) {
      plants.add(probe.plantId);
      this.#lookAtSoil(probe);
      for (const metric of METRIC_NAMES) if (this.#isSuspect(probe, metric)) suspects.push({ probe, metric });
    }
    for (const { probe, metric } of suspects.slice(0, LOOK_UPS)) await this.#lookUp(probe, metric);
    for (const plantId of plants) await this.#compare(plantId);
    await this.#lookAtWaterings();
  }

  /** Notes what is certain from memory. @returns whether the readings must tell */
  #isSuspect(probe: KnownProbe, metric: Metric): boolean {
    const observed = probe.observed[metric];
    const { probe: usual, min, max } = METRICS[metric];
    if (!observed || !usual.isNoisy) return false;
    const { judged, unchanged } = observed;
    const { findings, clock } = this.#options;
    if (unchanged.readings < SUSPECT_READINGS || judged.value === min || judged.value === max) {
      this.#set(probe.deviceId, 'stuck_value', metric, undefined);
      return false;
    }
    const hours = (judged.at.getTime() - unchanged.since.getTime()) / HOUR_MS;
    if (hours >= STUCK.hours && unchanged.readings >= STUCK.readings) {
      this.#set(probe.deviceId, 'stuck_value', metric, {
        value: judged.value,
        hours: Math.floor(hours),
        readings: unchanged.readings,
      });
      return false;
    }
    if (unchanged.hasChanged || findings.has(probe.deviceId, 'stuck_value', metric)) return false;
    const lookedUp = this.#lookedUpMs.get(`${probe.deviceId} ${metric}`);
    return lookedUp === undefined || clock.elapsedMs() - lookedUp >= LOOK_UP_MS;
  }

  /** The figure may stand still since before this process started. */
  async #lookUp({ deviceId, observed }: KnownProbe, metric: Metric): Promise<void> {
    const { database, clock } = this.#options;
    const judged = observed[metric]?.judged;
    if (!judged) return;
    this.#lookedUpMs.set(`${deviceId} ${metric}`, clock.elapsedMs());
    const { readings, isOne, from } = await readSteadiness(database, {
      deviceId,
      metric,
      until: judged.at,
      hours: STUCK.hours + 1,
    });
    if (!isOne || !from || readings < STUCK.readings) return;
    const hours = (judged.at.getTime() - from.getTime()) / HOUR_MS;
    if (hours >= STUCK.hours)
      this.#set(deviceId, 'stuck_value', metric, { value: judged.value, hours: Math.floor(hours), readings });
  }

  #lookAtSoil({ deviceId, observed }: KnownProbe): void {
    const { soil_moisture: soil, temperature, humidity } = observed;
    if (!soil) return;
    if (soil.judged.value > IN_AIR_PCT) return this.#set(deviceId, 'probe_out_of_soil', 'soil_moisture', undefined);
    const { stepped } = soil;
    if (!stepped || stepped.from.value < PULLED.from) return;
    if (stepped.to.at.getTime() - stepped.from.at.getTime() > PULLED.withinMs) return;
    const isAirChanged =
      differs(stepped.air.temperature, temperature?.judged.value, SAME_AIR.temperature) ||
      differs(stepped.air.humidity, humidity?.judged.value, SAME_AIR.humidity);
    if (!isAirChanged)
      this.#set(deviceId, 'probe_out_of_soil', 'soil_moisture', { before: rounded(stepped.from.value) });
  }

  /** Whether the fresh probes of a plant have differed for hours. */
  async #compare(plantId: string): Promise<void> {
    const { values, findings } = this.#options;
    for (const metric of METRIC_NAMES) {
      const by = METRICS[metric].probe.differsBy;
      if (by === null) continue;
      const { fresh, all } = values.freshProbes(plantId, metric);
      if (all.length < 2) {
        for (const { deviceId } of all) this.#set(deviceId, 'probes_disagree', metric, undefined);
        continue;
      }
      const sorted = fresh.toSorted((a, b) => a.value - b.value || (a.deviceId < b.deviceId ? -1 : 1));
      const [least, greatest] = [sorted[0], sorted.at(-1)];
      if (!least || !greatest) continue;
      const spread = greatest.value - least.value;
      const noted = all.find(({ deviceId }) => findings.has(deviceId, 'probes_disagree', metric));
      if (spread <= by * (noted ? NEAR_AGAIN : 1) || fresh.length < 2) {
        if (noted) this.#set(noted.deviceId, 'probes_disagree', metric, undefined);
        continue;
      }
      if (noted) continue;
      const until = new Date(Math.max(...fresh.map(({ at }) => at.getTime())));
      const { heard, apart } = await readDisagreement(this.#options.database, {
        deviceIds: fresh.map(({ deviceId }) => deviceId),
        metric,
        until,
        hours: APART_HOURS,
        by,
      });
      if (heard < APART_HOURS - 1 || apart < heard) continue;
      // The one that is further from the middle of all.
      const middle = medianOf(sorted.map(({ value }) => value));
      const [odd, other] = middle - least.value > greatest.value - middle ? [least, greatest] : [greatest, least];
      this.#set(odd.deviceId, 'probes_disagree', metric, {
        value: rounded(odd.value),
        other: this.#options.nameOf(other.deviceId),
        other_value: rounded(other.value),
        hours: APART_HOURS,
      });
    }
  }

  async #lookAtWaterings(): Promise<void> {
    const { database, values, clock } = this.#options;
    const now = clock.now().getTime();
    const facts = await listWateringFacts(
      database,
      new Date(now - WATERING.countsMs),
      new Date(now - WATERING.settledMs),
    );
    const unfelt = new Map(
      facts.filter(({ rise, before }) => rise < FELT.rise && before < FELT.wet).map((fact) => [fact.deviceId, fact]),
    );
    for (const { deviceId } of values.probes()) {
      const fact = unfelt.get(deviceId);
      this.#set(
        deviceId,
        'watering_not_felt',
        'soil_moisture',
        fact && {
          watered_at: `${fact.wateredAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
          before: rounded(fact.before),
          after: rounded(fact.after),
        },
      );
    }
  }

  /** Notes a finding that was not known, or ends it. */
  #set(deviceId: string, code: ProbeCode, metric: Metric, evidence: Record<string, string | number> | undefined): void {
    const { findings } = this.#options;
    if (!evidence) findings.clear(deviceId, code, metric);
    else if (!findings.has(deviceId, code, metric)) findings.note(deviceId, { code, metric, evidence });
  }
}

/** @param sorted at least one value, in order */
const medianOf = (sorted: readonly number[]): number => {
  const [below, above] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
  return (below + above) / 2;
};

const rounded = (value: number): number => Math.round(value * 10) / 10;

const differs = (before: number | undefined, now: number | undefined, by: number): boolean =>
  before !== undefined && now !== undefined && Math.abs(now - before) > by;
