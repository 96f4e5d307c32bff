/** What plans by rules are tested with: the usual plant, and how it differs from it. */
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import { METRICS, perMetric } from '@plantops/shared/metrics.ts';
import { careContext, careMetric } from '@plantops/shared/testing/care-fixtures.ts';

/** A Monstera in spring whose soil is too dry. */
export const usual = careContext();
const { metrics } = usual;

export const nothingMeasured = perMetric((metric) => careMetric({ unit: METRICS[metric].unit }));

/** The usual plant with other soil, and what else differs. */
export const withSoil = (
  soil: Partial<CareContext['metrics']['soil_moisture']>,
  rest: Partial<CareContext> = {},
): CareContext =>
  careContext({ metrics: { ...metrics, soil_moisture: { ...metrics.soil_moisture, ...soil } }, ...rest });

export const wellWatered = { value: 45, state: 'inside' as const };
