import { mdiBrightness5, mdiThermometer, mdiWaterPercent, mdiWateringCanOutline } from '@mdi/js';
import type { Metric } from '@plantops/shared/metrics.ts';

export const METRIC_ICONS: Record<Metric, string> = {
  soil_moisture: mdiWateringCanOutline,
  temperature: mdiThermometer,
  humidity: mdiWaterPercent,
  light_level: mdiBrightness5,
};

/** Lines on a light surface; at least 3 : 1 (WCAG 2.2, 1.4.11). */
export const METRIC_COLOURS: Record<Metric, string> = {
  soil_moisture: '#2f73a0',
  temperature: '#b5523b',
  humidity: '#2f8073',
  light_level: '#9a6f12',
};

/** The same on a dark surface. */
export const METRIC_COLOURS_DARK: Record<Metric, string> = {
  soil_moisture: '#79b8e4',
  temperature: '#f0957d',
  humidity: '#6fcabb',
  light_level: '#e6bd58',
};

export const metricColour = (metric: Metric, isDark: boolean): string =>
  (isDark ? METRIC_COLOURS_DARK : METRIC_COLOURS)[metric];
