/** Starts and ends faults while the simulator runs: one line of text each, from the terminal or a parent process. */
import { FAULT_NAMES, isFault } from './faults.ts';
import type { SimulatedDeviceView } from './simulator.ts';

const USAGE = `say a fault (${FAULT_NAMES.join(', ')}) or "clear", and a device's number, such as "drought 2"; or "stop" for all of them`;

/** Executes the line. @returns what was done, or the correct usage, for the operator */
export function applyControl(
  line: string,
  devices: readonly Pick<SimulatedDeviceView, 'number' | 'name' | 'faults' | 'setFault'>[],
): string {
  const [command = '', number = '1', ...rest] = line.trim().split(/\s+/);
  const device = devices.find((candidate) => String(candidate.number) === number);
  if (rest.length > 0 || (command !== 'clear' && !isFault(command)))
    return `"${line.trim()}" is not understood: ${USAGE}`;
  if (!device) return `there is no device ${number}: they are numbered from 1 to ${devices.length}`;
  if (isFault(command)) {
    device.setFault(command, true);
    return `${command} begins for ${device.name}`;
  }
  for (const fault of device.faults) device.setFault(fault, false);
  return `${device.name} is well again`;
}
