import type { Metric } from '@plantops/nodes/shared/metrics.ts';
import { mdiThermometer, mdiWaterOutline, mdiWaterPercent, mdiWhiteBalanceSunny } from '@mdi/js';

export const METRIC_ICONS: Record<Metric, string> = {
  soil_moisture: mdiWaterOutline,
  temperature: mdiThermometer,
  humidity: mdiWaterPercent,
  light_level: mdiWhiteBalanceSunny,
};

/** A colour of the theme, which has one per metric under the metric's own name. */
export const metricColor = (metric: Metric): string => `rgb(var(--v-theme-${metric}))`;
