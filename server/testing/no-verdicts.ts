import type { Plant } from '@plantops/shared/api/plants.ts';

/** For tests in which nobody judges plants: every verdict stays null. */
export const noVerdicts = {
  withVerdicts: (plants: readonly Plant[]): Promise<Plant[]> => Promise.resolve([...plants]),
  withKnownVerdicts: (plants: readonly Plant[]): Plant[] => [...plants],
};
