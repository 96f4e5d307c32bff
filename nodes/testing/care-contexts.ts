/** Contexts for testing plans by rules: a typical plant and variations of it. */
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import { METRICS, perMetric } from '@plantops/shared/metrics.ts';
import { careContext, careMetric } from '@plantops/shared/testing/care-fixtures.ts';

/** A Monstera in spring whose soil is too dry. */
export const usual = careContext();
const { metrics } = usual;

export const nothingMeasured = perMetric((metric) => careMetric({ unit: METRICS[metric].unit }));

/** The typical plant with different soil values and other changes. */
export const withSoil = (
  soil: Partial<CareContext['metrics']['soil_moisture']>,
  rest: Partial<CareContext> = {},
): CareContext =>
  careContext({ metrics: { ...metrics, soil_moisture: { ...metrics.soil_moisture, ...soil } }, ...rest });

export const wellWatered = { value: 45, state: 'inside' as const };
