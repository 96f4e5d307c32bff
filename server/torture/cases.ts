import type { Case } from './case.ts';
import { BY_TESTS } from './cases/by-tests.ts';
import { CROWDS } from './cases/crowds.ts';
import { DEATHS } from './cases/deaths.ts';
import { ODD_READINGS } from './cases/odd-readings.ts';
import { OUTAGES } from './cases/outages.ts';
import { PROXIES } from './cases/proxies.ts';
import { RESTORES } from './cases/restores.ts';
import { SOAK } from './cases/soak.ts';
import { STANDSTILLS } from './cases/standstills.ts';

/** All cases, in their order in the report. */
export const CASES = {
  ...DEATHS,
  ...OUTAGES,
  ...STANDSTILLS,
  ...ODD_READINGS,
  ...CROWDS,
  ...RESTORES,
  ...PROXIES,
  ...BY_TESTS,
  ...SOAK,
} satisfies Record<string, Case>;
export type CaseName = keyof typeof CASES;
