/**
 * What the sensors are worth: faults come before everything else, and silence the metrics that rest on them. Pure.
 */
import { METRIC_NAMES, METRICS, type Metric, perMetric } from '../../metrics.ts';
import type { FindingCode } from '../../findings/kinds.ts';
import type { CareFinding } from '../diagnosis.ts';
import type { DeviceFacts, MetricFacts, PlantFacts } from '../facts.ts';
import { hasFinding, isImpossible, isNotedStuck, isOutOfSoil, partlyDoubted } from '../doubted.ts';
import { FELT_AFTER_H, lately, wateringsOf } from '../waterings.ts';
import { found, hoursBetween, noon } from './found.ts';

export interface SensorVerdict {
  findings: CareFinding[];
  /** Metrics whose values cannot be believed. */
  silenced: Metric[];
}

/**
 * Soil loses water by evaporation, a few points an hour at most: a fall of this many points (%) at once is a probe that
 * was pulled. Our judgement.
 */
const LEAST_DROP = 15;
/** A probe is back in the soil once it has regained this share of its fall. */
const REGAINED = 0.35;
/** From where a probe rises that is pushed back (points above where it fell to). */
const NEAR_THE_FALL = 5;
/** Days and hours of one figure after which a sensor that usually moves is stuck. Our judgement. */
const STUCK_DAYS = 2;
const STUCK_HOURS = 36;
/** Soil that is read in whole points can stand still for longer while it dries slowly. */
const STUCK_WHOLE_DAYS = 4;
const SATURATED = 100;
/**
 * A probe without contact: so many waterings within so many days without a rise in its curve, and never above what dry soil shows
 * (%), moving by less than this (points). Between bark or clay pebbles there is air around it. Our judgement.
 */
const NUMB = { waterings: 2, within: 28, apart: 6, below: 15, moves: 8, leastDays: 7 };
const LOW_BATTERY = 15;
const EMPTY_BATTERY = 5;
/** Longer without values, and the sensor was probably taken away (hours). */
const TAKEN_AWAY_HOURS = 14 * 24;

const wasMeasured = ({ value, days }: MetricFacts): boolean => value !== null || days.length > 0;

/** How long the metric's days have shown one figure, at the end of the period; 0 if they have not. */
function stillFor({ days, value }: MetricFacts): { days: number; hours: number; from: string | null } {
  let [count, hours, from]: [number, number, string | null] = [0, 0, null];
  for (const day of days.toReversed()) {
    if (day.min !== day.max || day.min !== value) break;
    count += 1;
    hours += day.hours;
    from = day.day;
  }
  return { days: count, hours, from };
}

/** @param isAlone whether no other metric stands still: then slowly drying soil may be read in whole points */
function stuck(metric: Metric, facts: MetricFacts, isAlone: boolean): CareFinding | undefined {
  const noted = facts.probes.find(isNotedStuck);
  const still = stillFor(facts);
  // At either end of its scale a probe is shorted, or in the air: soil does not stay there.
  const isWholeSoil =
    isAlone &&
    metric === 'soil_moisture' &&
    facts.value !== null &&
    Number.isInteger(facts.value) &&
    facts.value > 0 &&
    facts.value < SATURATED;
  const isLongEnough = still.hours >= STUCK_HOURS && still.days >= (isWholeSoil ? STUCK_WHOLE_DAYS : STUCK_DAYS);
  // A light that is the same by day and by night does not exist; darkness does, but hardly for so long.
  const isDark = metric === 'light_level' && facts.value === 0;
  const canBeTold =
    METRICS[metric].probe.isNoisy || (metric === 'light_level' && (!isDark || still.days > STUCK_WHOLE_DAYS));
  const isStuck = noted !== undefined || (canBeTold && isLongEnough);
  if (!isStuck || !facts.isFresh) return undefined;
  return found('values_stuck', {
    severity: 'attention',
    confidence: noted || still.days >= STUCK_WHOLE_DAYS ? 'sure' : 'likely',
    metric,
    evidence: { value: facts.value, days: Math.max(1, still.days), device: noted?.name ?? null },
    from: still.from && noon(still.from),
    to: facts.measuredAt,
    asks: ['check_sensor'],
  });
}

function outOfSoil({ metrics, soil }: PlantFacts): CareFinding | undefined {
  const { value, isFresh, probes } = metrics.soil_moisture;
  const out = probes.find(isOutOfSoil);
  const { drop } = soil;
  const fell = drop !== null && drop.from - drop.to >= LEAST_DROP;
  const rose = fell && soil.seen.some(({ at, from }) => at > drop.at && from <= drop.to + NEAR_THE_FALL);
  const isBack = fell && (rose || (value !== null && value > drop.to + REGAINED * (drop.from - drop.to)));
  if (!out && (!fell || isBack)) return undefined;
  return found('probe_out_of_soil', {
    severity: 'attention',
    confidence: out || (drop && drop.to <= 3) ? 'sure' : 'likely',
    metric: 'soil_moisture',
    evidence: {
      before: drop?.from ?? null,
      after: drop?.to ?? (isFresh ? value : null),
      device: out?.name ?? null,
      at: drop?.at ?? null,
    },
    from: drop?.at ?? null,
    to: metrics.soil_moisture.measuredAt,
    asks: ['put_probe_back', 'feel_soil'],
  });
}

/** A probe that has felt none of several waterings, and shows what air between coarse pieces shows. */
function numb(facts: PlantFacts): CareFinding | undefined {
  const { value, isFresh, days, measuredAt } = facts.metrics.soil_moisture;
  const first = days[0];
  if (!isFresh || value === null || !first || days.length < NUMB.leastDays || facts.soil.seen.length > 0)
    return undefined;
  const [least, most] = [Math.min(...days.map(({ min }) => min)), Math.max(...days.map(({ max }) => max))];
  // One of them must lie in the curve; it does not reach as far back as the journal.
  const given = lately(wateringsOf(facts), facts.at, NUMB.within).filter(
    ({ at, isLogged }) => isLogged && hoursBetween(at, facts.at) >= FELT_AFTER_H,
  );
  const isInCurve = given.some(({ at }) => at.slice(0, 10) > first.day);
  // Dry peat lets the water of some days run past, but not that of weeks.
  const [oldest, newest] = [given[0], given.at(-1)];
  if (!isInCurve || !oldest || !newest || hoursBetween(oldest.at, newest.at) / 24 < NUMB.apart) return undefined;
  if (given.length < NUMB.waterings || most >= NUMB.below || most - least >= NUMB.moves) return undefined;
  return found('probe_numb', {
    severity: 'attention',
    confidence: 'likely',
    metric: 'soil_moisture',
    evidence: {
      least: Math.round(least) === Math.round(most) ? null : least,
      most,
      waterings: given.length,
      days: NUMB.within,
    },
    from: noon(first.day),
    to: measuredAt,
    asks: ['put_probe_back', 'feel_soil'],
  });
}

function disagreeing(metric: Metric, { probes }: MetricFacts): CareFinding | undefined {
  const { differsBy } = METRICS[metric].probe;
  const fresh = probes
    .flatMap((probe) => (probe.isFresh && probe.value !== null ? [{ ...probe, value: probe.value }] : []))
    .sort((a, b) => a.value - b.value);
  const [low, high] = [fresh[0], fresh.at(-1)];
  if (!low || !high || differsBy === null || fresh.length < 2 || high.value - low.value <= differsBy) return undefined;
  return found('probes_disagree', {
    severity: 'attention',
    confidence: 'sure',
    metric,
    evidence: { low: low.value, high: high.value, low_device: low.name, high_device: high.name },
    to: high.measuredAt,
    asks: metric === 'soil_moisture' ? ['check_probes', 'feel_soil'] : ['check_probes'],
  });
}

function impossible(metric: Metric, facts: MetricFacts): CareFinding | undefined {
  const isFaulty = facts.probes.some((probe) => hasFinding(probe, 'fault_value', 'value_set_aside')) && !facts.isFresh;
  const cannotBe = facts.isFresh && facts.value !== null && isImpossible(metric, facts.value);
  if (!isFaulty && !cannotBe) return undefined;
  return found('value_impossible', {
    severity: 'attention',
    metric,
    evidence: { value: cannotBe ? facts.value : null },
    to: facts.measuredAt,
    asks: ['check_sensor'],
  });
}

function stale(metric: Metric, facts: MetricFacts, at: string): CareFinding | undefined {
  if (facts.isFresh || facts.value === null || facts.measuredAt === null) return undefined;
  const hours = hoursBetween(facts.measuredAt, at);
  return found('metric_stale', {
    severity: hours > TAKEN_AWAY_HOURS ? 'notice' : 'attention',
    metric,
    evidence: { hours, value: facts.value },
    from: facts.measuredAt,
    to: at,
    asks: ['check_sensor'],
  });
}

/** Whether another metric than this one has stood still for days. */
const standStill = (facts: PlantFacts, but: Metric): boolean =>
  METRIC_NAMES.some((metric) => metric !== but && stuck(metric, facts.metrics[metric], true) !== undefined);

/** Each probe that is doubted beside sound ones: the metric is not, so that only the probe is to be looked at. */
const doubts = (metric: Metric, { probes, measuredAt }: MetricFacts): CareFinding[] =>
  (partlyDoubted(metric, probes)?.doubted ?? []).map(({ probe, code }) =>
    found(code, {
      severity: 'attention',
      metric,
      evidence: { value: probe.value, device: probe.name, others: true },
      to: probe.measuredAt ?? measuredAt,
      asks: [code === 'probe_out_of_soil' ? 'put_probe_back' : 'check_sensor'],
    }),
  );

/** The facts without the probes that are doubted beside sound ones: their value is made of the sound ones. */
function soundFacts(facts: PlantFacts): PlantFacts {
  const metrics = perMetric((metric) => {
    const its = facts.metrics[metric];
    const partly = partlyDoubted(metric, its.probes);
    return partly ? { ...its, probes: partly.sound } : its;
  });
  return { ...facts, metrics };
}

/** A metric has one fault: the one that explains most. */
function faultOf(metric: Metric, facts: PlantFacts): CareFinding | undefined {
  const its = facts.metrics[metric];
  return (
    (metric === 'soil_moisture' ? (outOfSoil(facts) ?? numb(facts)) : undefined) ??
    impossible(metric, its) ??
    disagreeing(metric, its) ??
    stuck(metric, its, !standStill(facts, metric)) ??
    stale(metric, its, facts.at)
  );
}

function silence(facts: PlantFacts): CareFinding | undefined {
  const measured = METRIC_NAMES.map((metric) => facts.metrics[metric]).filter(wasMeasured);
  const devices = facts.devices.length;
  if (measured.some(({ isFresh }) => isFresh)) return undefined;
  if (measured.length === 0 || devices === 0) {
    return found('never_measured', {
      severity: devices === 0 ? 'notice' : 'attention',
      evidence: { devices },
      asks: devices === 0 ? [] : ['check_sensor'],
    });
  }
  const last =
    measured
      .flatMap(({ measuredAt }) => measuredAt ?? [])
      .sort()
      .at(-1) ?? null;
  return found('all_silent', {
    severity: 'attention',
    evidence: {
      hours: last === null ? null : hoursBetween(last, facts.at),
      devices,
      ...(facts.devices.every(isShutOut) && { shut_out: true }),
    },
    from: last,
    to: facts.at,
    asks: ['check_sensor'],
  });
}

/** Two boards took its account from each other, so the broker lets neither in: that is why it is silent. */
const isShutOut = ({ findings }: DeviceFacts): boolean => findings.includes('account_paused' satisfies FindingCode);

function devicesOf({ devices }: PlantFacts, silent: CareFinding | undefined): CareFinding[] {
  return devices.flatMap((device) => {
    const { id, name, isOnline, batteryPct, error, findings, lastSeenAt } = device;
    const isOut = isShutOut(device);
    return [
      ...(batteryPct !== null && batteryPct < LOW_BATTERY
        ? [
            found('battery_low', {
              severity: batteryPct < EMPTY_BATTERY ? 'attention' : 'notice',
              evidence: { device: name, device_id: id, battery: batteryPct },
              asks: ['charge_battery'],
            }),
          ]
        : []),
      ...(isOnline || isOut || silent
        ? []
        : [
            found('device_offline', {
              severity: 'notice',
              evidence: { device: name, device_id: id },
              from: lastSeenAt,
              asks: ['check_sensor'],
            }),
          ]),
      ...((error !== null || findings.length > 0) && !(isOut && silent?.evidence.shut_out)
        ? [
            found('device_trouble', {
              severity: error === null && !isOut ? 'notice' : 'attention',
              evidence: {
                device: name,
                device_id: id,
                error: error === null || isOut ? null : error.slice(0, 80),
                finding: isOut ? 'account_paused' : (findings[0] ?? null),
              },
              asks: ['check_sensor'],
            }),
          ]
        : []),
    ];
  });
}

/** Judges the sensors. What is silent as a whole is said once, not metric by metric. */
export function sensors(all: PlantFacts): SensorVerdict {
  const facts = soundFacts(all);
  const silent = silence(facts);
  const faults = METRIC_NAMES.flatMap((metric) => faultOf(metric, facts) ?? []);
  const told = silent ? faults.filter(({ code }) => code !== 'metric_stale') : faults;
  return {
    findings: [
      ...(silent ? [silent] : []),
      ...told,
      ...METRIC_NAMES.flatMap((metric) => doubts(metric, all.metrics[metric])),
      ...devicesOf(facts, silent),
    ],
    silenced: faults.flatMap(({ code, metric }) => (metric && code !== 'metric_stale' ? [metric] : [])),
  };
}
