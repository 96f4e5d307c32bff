/** Which of several probes can be believed: one that a finding is open about, or that says what cannot be, does not count. Pure. */
import { METRICS, type Metric } from '../metrics.ts';
import type { DiagnosisCode } from './codes.ts';
import type { ProbeFacts } from './facts.ts';

/** No plant lives at these (°C), so that the sensor is broken. A DS18B20 that did not measure says 85 or -127. */
const IMPOSSIBLE_TEMPERATURE = { below: -45, above: 60 };

export function isImpossible(metric: Metric, value: number): boolean {
  const { min, max } = METRICS[metric];
  if (value < min || value > max) return true;
  if (METRICS[metric].isTemperature)
    return value < IMPOSSIBLE_TEMPERATURE.below || value > IMPOSSIBLE_TEMPERATURE.above;
  // Air without any water does not exist in a room or a garden.
  return metric === 'humidity' && value === 0;
}

export const hasFinding = (probe: ProbeFacts, ...codes: readonly string[]): boolean =>
  probe.findings.some((code) => codes.includes(code));

export const isOutOfSoil = (probe: ProbeFacts): boolean => hasFinding(probe, 'probe_out_of_soil', 'out_of_soil');
export const isNotedStuck = (probe: ProbeFacts): boolean => hasFinding(probe, 'stuck_value', 'stuck');

/** Why the value of a probe is not believed; undefined: it is. */
export function doubtOf(metric: Metric, probe: ProbeFacts): DiagnosisCode | undefined {
  if (metric === 'soil_moisture' && isOutOfSoil(probe)) return 'probe_out_of_soil';
  if (probe.isFresh && probe.value !== null && isImpossible(metric, probe.value)) return 'value_impossible';
  return isNotedStuck(probe) ? 'values_stuck' : undefined;
}

export interface Doubted<Probe extends ProbeFacts = ProbeFacts> {
  /** They measure now, and nothing speaks against them. */
  sound: readonly Probe[];
  doubted: readonly { probe: Probe; code: DiagnosisCode }[];
}

/**
 * Tells sound probes from doubted ones, where there are both: then the plant's value is made of the sound ones.
 * @returns undefined where all are sound, or none is: then the metric as a whole is believed or not
 */
export function partlyDoubted<Probe extends ProbeFacts>(
  metric: Metric,
  probes: readonly Probe[],
): Doubted<Probe> | undefined {
  const doubted = probes.flatMap((probe) => {
    const code = doubtOf(metric, probe);
    return code ? [{ probe, code }] : [];
  });
  const sound = probes.filter((probe) => probe.isFresh && probe.value !== null && !doubtOf(metric, probe));
  return doubted.length > 0 && sound.length > 0 ? { sound, doubted } : undefined;
}
