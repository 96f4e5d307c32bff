import type { Metric } from '@plantops/shared/metrics.ts';
import { limitsForAlerts, rangeFor } from '@plantops/shared/wanted-range.ts';
import { computed } from 'vue';
import type { Plant } from '../../api/generated';
import { breachOf, formatAlertLimits, formatValue, formatWanted } from '../../messages/format';
import { metricName } from '../../messages/metric-name';
import { text } from '../../messages/text';
import { bandOf } from '../band';
import { type AgedPlant, useOldValues } from '../old-values';

/** What is needed of a plant to show one of its values. */
export type MeasuredPlant = Pick<Plant, 'latest' | 'thresholds' | 'ideal' | 'name' | 'place' | 'verdict'> & AgedPlant;

/** The newest value of a metric, and what is said of it: as a gauge on a wide screen, as a tile on a phone. */
export function useMetricState(plant: () => MeasuredPlant, metric: () => Metric) {
  const { isOldNow } = useOldValues();
  const value = computed(() => plant().latest?.[metric()] ?? null);
  const measuredAt = computed(() => plant().latest?.measured_at[metric()] ?? null);
  const range = computed(() => rangeFor(plant(), metric()));
  const stale = computed(() => value.value !== null && isOldNow(plant(), metric()));
  /** A probe that cannot be believed has a part in the value: the judge says so. */
  const doubted = computed(
    () => value.value !== null && !stale.value && (plant().verdict?.doubted.includes(metric()) ?? false),
  );
  const breach = computed(() => breachOf(value.value, plant().thresholds[metric()]));
  const wanted = computed(() => formatWanted(metric(), range.value));
  const alertLimits = computed(() => formatAlertLimits(metric(), limitsForAlerts(plant(), metric())));
  const band = computed(() => bandOf(metric(), value.value, range.value));
  const sentence = computed(() => {
    const name = metricName(metric());
    if (value.value === null) return text('plant.gauge.none', { metric: name });
    const words = { metric: name, value: formatValue(metric(), value.value) };
    if (doubted.value) return text('plant.gauge.doubted', words);
    // Every night is darker than the day should be.
    const beyond = breachOf(value.value, metric() === 'light_level' ? { max: range.value?.max } : range.value);
    return text(`plant.gauge.${breach.value ?? beyond ?? (wanted.value ? 'inside' : 'unlimited')}`, words);
  });

  return { value, measuredAt, breach, stale, doubted, wanted, alertLimits, band, sentence };
}
