/**
 * The identities of the simulated devices: where each one is and what it measures there. A number stands for the same
 * device at every start, so that a restarted simulator finds its devices again.
 */
import type { CreatePlant } from '@plantops/shared/api/plants.ts';
import { SIMULATED_MAC_PREFIX, SIMULATED_PLANTS, SIMULATED_ROOMS } from '@plantops/shared/simulated-devices.ts';

export interface DeviceProfile {
  /** Counted from 1. */
  number: number;
  name: string;
  macAddress: string;
  seed: number;
  /** Local time minus UTC, in minutes: the sun follows the owner's clock. */
  utcOffsetMinutes: number;
  /** Lux at noon under a clear sky. */
  peakLux: number;
  /** Lux from lamps in the evening; 0 where nobody sits. */
  lampLux: number;
  /** °C at the end of the night. */
  baseTemperature: number;
  /** °C by which a clear day is warmer. */
  temperatureSwing: number;
  /** % at `baseTemperature`. */
  baseHumidity: number;
  /** % right after watering and, for `drySoil`, just before it. */
  wetSoil: number;
  drySoil: number;
  /** Days between two waterings. */
  wateringDays: number;
  rssiDbm: number;
  /** The plant at the spot, of a species in the library; absent where the owner is to find a device without a plant. */
  plant?: CreatePlant;
  /** The room in which that plant stands. */
  room?: string;
}

type Spot = Omit<DeviceProfile, 'number' | 'macAddress' | 'seed' | 'utcOffsetMinutes'>;

/**
 * Each species tolerates the readings at its spot. Only the window sill gets a little too dry for its fig on sunny
 * afternoons, so that there is an alert to see.
 */
const SPOTS: readonly Spot[] = [
  {
    name: 'Window sill',
    peakLux: 18_000,
    lampLux: 60,
    baseTemperature: 19,
    temperatureSwing: 7,
    baseHumidity: 52,
    wetSoil: 66,
    drySoil: 34,
    wateringDays: 4,
    rssiDbm: -58,
    plant: SIMULATED_PLANTS.windowFig,
    room: SIMULATED_ROOMS.living,
  },
  {
    name: 'Bookshelf',
    peakLux: 1_400,
    lampLux: 180,
    baseTemperature: 20,
    temperatureSwing: 3,
    baseHumidity: 48,
    wetSoil: 58,
    drySoil: 32,
    wateringDays: 7,
    rssiDbm: -64,
    plant: SIMULATED_PLANTS.bookshelfPothos,
    room: SIMULATED_ROOMS.living,
  },
  {
    name: 'Kitchen counter',
    peakLux: 5_200,
    lampLux: 260,
    baseTemperature: 20.5,
    temperatureSwing: 4,
    baseHumidity: 55,
    wetSoil: 70,
    drySoil: 42,
    wateringDays: 3,
    rssiDbm: -52,
    plant: SIMULATED_PLANTS.kitchenPhilodendron,
    room: SIMULATED_ROOMS.kitchen,
  },
  {
    name: 'Bathroom shelf',
    peakLux: 900,
    lampLux: 120,
    baseTemperature: 21.5,
    temperatureSwing: 2,
    baseHumidity: 68,
    wetSoil: 74,
    drySoil: 50,
    wateringDays: 5,
    rssiDbm: -71,
    plant: SIMULATED_PLANTS.bathroomFern,
    room: SIMULATED_ROOMS.bathroom,
  },
  {
    name: 'Bedroom corner',
    peakLux: 700,
    lampLux: 90,
    baseTemperature: 18,
    temperatureSwing: 2.5,
    baseHumidity: 50,
    wetSoil: 50,
    drySoil: 26,
    wateringDays: 9,
    rssiDbm: -67,
  },
  {
    name: 'Office desk',
    peakLux: 2_600,
    lampLux: 320,
    baseTemperature: 20,
    temperatureSwing: 4,
    baseHumidity: 44,
    wetSoil: 62,
    drySoil: 36,
    wateringDays: 6,
    rssiDbm: -49,
  },
];

/** The maximum number of devices in one simulator: MAC addresses number them with two bytes. */
export const MOST_DEVICES = 10_000;

function macOf(number: number): string {
  const hex = number.toString(16).padStart(4, '0');
  return `${SIMULATED_MAC_PREFIX}${hex.slice(0, 2)}:${hex.slice(2)}`;
}

/**
 * Device `number` (1 to {@link MOST_DEVICES}). The first six have a spot each; further devices repeat these spots.
 * `seed` changes the weather and the times of watering, never the identity.
 */
export function deviceProfile(number: number, seed: number, utcOffsetMinutes: number): DeviceProfile {
  const spot = SPOTS[(number - 1) % SPOTS.length] as Spot;
  const round = Math.floor((number - 1) / SPOTS.length) + 1;
  const { plant, room, ...place } = spot;
  return {
    ...place,
    ...(round === 1 && plant && { plant }),
    ...(round === 1 && room !== undefined && { room }),
    number,
    name: round === 1 ? spot.name : `${spot.name} ${round}`,
    macAddress: macOf(number),
    seed: seed * 65_537 + number,
    utcOffsetMinutes,
  };
}
