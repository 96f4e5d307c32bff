/** The values that a plant was judged by, to tell which readings make that judgement old. Pure. */
import type { PlantFacts } from '@plantops/shared/diagnosis/facts.ts';
import { countedRange } from '@plantops/shared/diagnosis/ranges.ts';
import { METRIC_NAMES, METRICS, type Metric, type MetricValues, perMetric } from '@plantops/shared/metrics.ts';

interface JudgedValue {
  /** null: not measured, or too old to say anything. */
  value: number | null;
  measuredAt: string | null;
  min: number | null;
  max: number | null;
}

export type JudgedValues = Readonly<Record<Metric, JudgedValue>>;

/**
 * Changes that mean something inside of the limits, too: a watering, a probe that left the soil, a window that was
 * opened in winter. The other metrics are judged by their days.
 */
const NOTABLE: Partial<Record<Metric, number>> = { soil_moisture: 5, temperature: 3 };

export const judgedValues = (facts: PlantFacts): JudgedValues =>
  perMetric((metric) => {
    const { value, measuredAt, isFresh } = facts.metrics[metric];
    return { value: isFresh ? value : null, measuredAt, ...countedRange(facts, metric) };
  });

function sideOf(value: number, { min, max }: JudgedValue, lowCounts: boolean): 'below' | 'inside' | 'above' {
  if (min !== null && value < min && lowCounts) return 'below';
  return max !== null && value > max ? 'above' : 'inside';
}

/** Whether a metric is among these values that had never been measured when the plant was judged. */
export const areFirst = (judged: JudgedValues, values: MetricValues): boolean =>
  METRIC_NAMES.some((metric) => values[metric] !== undefined && judged[metric].measuredAt === null);

/** Whether a plant with these values would be judged otherwise, or may be. */
export const areNews = (judged: JudgedValues, values: MetricValues): boolean =>
  METRIC_NAMES.some((metric) => {
    const value = values[metric];
    if (value === undefined) return false;
    const before = judged[metric];
    if (before.value === null) return true;
    const { lowCounts } = METRICS[metric].judged;
    if (sideOf(value, before, lowCounts) !== sideOf(before.value, before, lowCounts)) return true;
    const notable = NOTABLE[metric];
    return notable !== undefined && Math.abs(value - before.value) >= notable;
  });
