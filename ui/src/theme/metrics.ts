import { mdiBrightness5, mdiThermometer, mdiWaterPercent, mdiWateringCanOutline } from '@mdi/js';
import type { Metric } from '@plantops/nodes/shared/metrics.ts';

export const METRIC_ICONS: Record<Metric, string> = {
  soil_moisture: mdiWateringCanOutline,
  temperature: mdiThermometer,
  humidity: mdiWaterPercent,
  light_level: mdiBrightness5,
};

export const METRIC_COLOURS: Record<Metric, string> = {
  soil_moisture: '#3a7ca5',
  temperature: '#b5523b',
  humidity: '#4a9086',
  light_level: '#b58a2a',
};
