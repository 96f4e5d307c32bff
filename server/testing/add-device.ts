/** Devices in the database, for tests. */
import type { Queryable } from '../db/pool.ts';
import { assignDevice, saveRegistration } from '../db/repositories/devices.ts';

/**
 * Adds the device `dev_<number>`, whose MAC address ends with the number.
 * @param plantId the plant that it watches
 * @returns its id
 */
export async function addDevice(
  database: Queryable,
  number: number,
  plantId: string | null = null,
  macPrefix = 'a4:cf:12:00:',
): Promise<string> {
  const deviceId = `dev_${number}`;
  const digits = number.toString(16).padStart(4, '0');
  await saveRegistration(database, {
    deviceId,
    macAddress: `${macPrefix}${digits.slice(0, 2)}:${digits.slice(2)}`,
    passwordHash: 'bcrypt',
    brokerHash: `$7$ ${number}`,
    name: null,
    firmwareVersion: null,
    sensorTypes: null,
  });
  if (plantId !== null) await assignDevice(database, deviceId, plantId);
  return deviceId;
}
