/** The way from nothing to a plant that is watched. Pure. */
import type { Device, Plant } from '../../api/generated';

export const STEP_NAMES = ['plant', 'device', 'assign'] as const;
export type StepName = (typeof STEP_NAMES)[number];

export interface Step {
  name: StepName;
  isDone: boolean;
}

/** Each step by what there is: done in whatever order, or undone. The last one lasts until a plant has a reading. */
export function stepsOf(plants: readonly Plant[], devices: readonly Device[]): Step[] {
  const isDone: Record<StepName, boolean> = {
    plant: plants.length > 0,
    device: devices.length > 0,
    assign: plants.some(({ latest }) => latest !== null),
  };
  return STEP_NAMES.map((name) => ({ name, isDone: isDone[name] }));
}
