import {
  type DeviceRhythm,
  type IntervalChange,
  isKnownRhythm,
  learnedIntervalS,
  newDeviceRhythm,
  newRhythm,
  noteHeard,
  noteReport,
  probeRhythm,
  type Rhythm,
  silentAfterS,
  tellAfterS,
} from '@plantops/nodes/presence/rhythm.ts';
import { type MetricAge, staleAfterS } from '@plantops/nodes/presence/stale.ts';
import type { ProbeRhythm } from '@plantops/shared/judging/combine.ts';
import { METRIC_NAMES, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
import type { PresenceFacts } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Queryable } from '../../db/pool.ts';
import { readRhythms, saveRhythms, type StoredRhythm } from '../../db/repositories/rhythms.ts';

/** A metric of a device: how often it comes, and its last value, in the metric's unit. */
export interface KnownMetric {
  rhythm: Rhythm;
  value: number;
}

interface KnownDevice extends DeviceRhythm {
  metrics: Map<Metric, KnownMetric>;
}

export interface RhythmBookOptions {
  database: Queryable;
  heartbeatIntervalS: number;
  log: Logger;
}

const rhythmSchema = z.object({
  lastAtMs: z.number().optional(),
  gaps: z.array(z.number()),
  pause: z.object({ lengthS: z.number(), untilMs: z.number() }).optional(),
});
const storedSchema = z.object({
  device: rhythmSchema,
  metrics: z.record(z.string(), rhythmSchema),
});

/** Knows how often each device, and each of its metrics, is heard. */
export class RhythmBook {
  readonly #options: RhythmBookOptions;
  readonly #devices = new Map<string, KnownDevice>();
  readonly #unsaved = new Set<string>();

  constructor(options: RhythmBookOptions) {
    this.#options = options;
  }

  /** Reads what is stored of all devices. */
  async load(): Promise<void> {
    const stored = await readRhythms(this.#options.database);
    this.#devices.clear();
    this.#unsaved.clear();
    for (const row of stored) this.#devices.set(row.deviceId, knownDevice(row));
  }

  /** Reads the intervals of these devices again, which the owner or a registration may have changed. */
  async refresh(deviceIds: readonly string[]): Promise<void> {
    for (const { deviceId, setS, givenS } of await readRhythms(this.#options.database, deviceIds))
      Object.assign(this.#know(deviceId), { setS, givenS });
  }

  forget(deviceId: string): void {
    this.#devices.delete(deviceId);
    this.#unsaved.delete(deviceId);
  }

  /**
   * Notes an accepted message.
   * @param hearingSince since when everything could be heard; undefined while not
   * @returns what it changed, if anything
   */
  heard(deviceId: string, at: Date, facts: PresenceFacts, hearingSince: Date | undefined): IntervalChange | undefined {
    const device = this.#know(deviceId);
    const atMs = at.getTime();
    const hearingSinceMs = hearingSince?.getTime() ?? Infinity;
    const { isReport, change } = noteHeard(device, facts, atMs, hearingSinceMs, this.#options.heartbeatIntervalS);
    if (isReport) this.#unsaved.add(deviceId);
    if (facts.values) this.#noteValues(device, facts.values, atMs, hearingSinceMs);
    return change;
  }

  /** For how long a device may be silent (s). */
  silentAfterS(deviceId: string, missed: number): number {
    const { heartbeatIntervalS } = this.#options;
    const device = this.#devices.get(deviceId);
    return silentAfterS(device ?? newDeviceRhythm(), missed, heartbeatIntervalS);
  }

  /** For how long a device may be silent before the owner is told (s). */
  tellAfterS(deviceId: string, missed: number): number {
    const device = this.#devices.get(deviceId) ?? newDeviceRhythm();
    return tellAfterS(device, missed, this.#options.heartbeatIntervalS);
  }

  /** Of each metric that the device has measured: its last value, when that came, and for how long none may come. */
  *agesOf(
    deviceId: string,
    missed: number,
  ): Generator<[Metric, Pick<MetricAge, 'value' | 'valueAtMs' | 'staleAfterS'>]> {
    const device = this.#devices.get(deviceId);
    if (!device) return;
    const { heartbeatIntervalS } = this.#options;
    for (const [metric, { rhythm, value }] of device.metrics) {
      const valueAtMs = rhythm.lastAtMs ?? 0;
      const own = {
        learnedS: learnedIntervalS(rhythm, valueAtMs, heartbeatIntervalS),
        isKnown: isKnownRhythm(rhythm, heartbeatIntervalS),
      };
      yield [metric, { value, valueAtMs, staleAfterS: staleAfterS(own, device, missed, heartbeatIntervalS) }];
    }
  }

  /** How often a device sends a metric, as far as that is known. */
  probeRhythm(deviceId: string, metric: Metric): ProbeRhythm {
    const device = this.#devices.get(deviceId);
    return device ? probeRhythm(device, device.metrics.get(metric)?.rhythm) : { toldS: null, learnedS: null };
  }

  /** Writes what has changed. What cannot be written is tried again with the next call. */
  async save(): Promise<void> {
    const deviceIds = [...this.#unsaved];
    this.#unsaved.clear();
    const rhythms = deviceIds.flatMap((deviceId) => {
      const device = this.#devices.get(deviceId);
      return device ? [{ deviceId, rhythm: toStored(device) }] : [];
    });
    try {
      await saveRhythms(this.#options.database, rhythms);
    } catch (failure) {
      this.#options.log.debug({ err: failure }, 'rhythms of devices could not be written; trying again');
      for (const deviceId of deviceIds) this.#unsaved.add(deviceId);
    }
  }

  #know(deviceId: string): KnownDevice {
    let device = this.#devices.get(deviceId);
    if (!device) {
      device = { ...newDeviceRhythm(), metrics: new Map() };
      this.#devices.set(deviceId, device);
    }
    return device;
  }

  #noteValues(device: KnownDevice, values: MetricValues, atMs: number, hearingSinceMs: number): void {
    const { heartbeatIntervalS } = this.#options;
    for (const metric of METRIC_NAMES) {
      const value = values[metric];
      if (value == null) continue;
      const known = device.metrics.get(metric);
      const rhythm = known?.rhythm ?? newRhythm();
      if (known) known.value = value;
      else device.metrics.set(metric, { rhythm, value });
      noteReport(rhythm, atMs, hearingSinceMs, heartbeatIntervalS);
    }
  }
}

function knownDevice({ setS, givenS, learnedS, sendsHeartbeats, rhythm, latest }: StoredRhythm): KnownDevice {
  const stored = storedSchema.safeParse(rhythm).data;
  const metrics = new Map<Metric, KnownMetric>();
  for (const { metric, value, at } of latest) {
    const kept = stored?.metrics[metric] ?? newRhythm();
    metrics.set(metric, { rhythm: { ...kept, lastAtMs: Math.max(kept.lastAtMs ?? 0, at.getTime()) }, value });
  }
  const hasMeasured = metrics.size > 0;
  return { setS, givenS, learnedS, sendsHeartbeats, hasMeasured, rhythm: stored?.device ?? newRhythm(), metrics };
}

const toStored = ({ rhythm, metrics }: KnownDevice): z.infer<typeof storedSchema> => ({
  device: rhythm,
  metrics: Object.fromEntries([...metrics].map(([metric, known]) => [metric, known.rhythm])),
});
