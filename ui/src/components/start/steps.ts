/** The steps from an empty system to a plant that is being watched. Pure. */
import type { Device, Plant } from '../../api/generated';
import { deviceName } from '../../stores/garden-state';

export const STEP_NAMES = ['plant', 'device', 'assign'] as const;
export type StepName = (typeof STEP_NAMES)[number];

export interface Step {
  name: StepName;
  isDone: boolean;
  /** The name of what the step produced; empty until then. */
  result: string;
}

/**
 * The steps, judged by what exists, so they can be done in any order and undone. The last one is open until a plant has
 * a reading.
 */
export function stepsOf(
  plants: readonly Pick<Plant, 'name' | 'latest'>[],
  devices: readonly Pick<Device, 'name' | 'mac_address'>[],
): Step[] {
  const steps: Record<StepName, string[]> = {
    plant: plants.map(({ name }) => name),
    device: devices.map(deviceName),
    assign: plants.filter(({ latest }) => latest !== null).map(({ name }) => name),
  };
  return STEP_NAMES.map((name) => ({ name, isDone: steps[name].length > 0, result: steps[name].join(', ') }));
}
