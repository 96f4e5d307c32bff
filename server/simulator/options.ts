/** The simulator's command line, parsed once into one typed object. */
import { parseArgs } from 'node:util';
import { FAULT_NAMES, FAULTS, type Fault, isFault } from './faults.ts';
import { MOST_DEVICES } from './profiles.ts';

export interface SimulatorOptions {
  /** The address of the server's REST interface, without a path. */
  url: string;
  /** How many devices, 1 to {@link MOST_DEVICES}. */
  count: number;
  /** Seconds between two readings of one device. */
  intervalS: number;
  /** Seconds between two heartbeats; null: the interval that registration returns. */
  heartbeatS: number | null;
  /** Faults that are active from the first reading on, each for the device with that number. */
  faults: { fault: Fault; device: number }[];
  /** A different seed gives different weather; the devices stay the same. */
  seed: number;
  registrationKey: string | null;
  /** Seconds of history that each device sends before its first live reading; 0 for none. */
  backfillS: number;
  /** Whether the devices that have a plant in their profile create it before they send anything. */
  createPlants: boolean;
  /** For creating plants, if the server asks for it. */
  ownerPassword: string | null;
}

export const DEFAULT_OPTIONS: SimulatorOptions = {
  url: 'http://127.0.0.1:8080',
  count: 6,
  intervalS: 5,
  heartbeatS: null,
  faults: [],
  seed: 1,
  registrationKey: null,
  backfillS: 0,
  createPlants: false,
  ownerPassword: null,
};

/** A command line that cannot be executed; the message says what to write instead. */
export class OptionError extends Error {
  override name = 'OptionError';
}

const DAY_S = 86_400;
const MOST_BACKFILL_S = 30 * DAY_S;
const UNIT_S: Record<string, number> = { s: 1, m: 60, h: 3600, d: DAY_S };

export const HELP = `Simulated plant sensors: they register with a PlantOps server and publish readings over MQTT.

  node server/simulator/main.ts [options]

  --url URL               the server (${DEFAULT_OPTIONS.url})
  --count N               number of devices (${DEFAULT_OPTIONS.count})
  --interval SECONDS      between two readings of a device (${DEFAULT_OPTIONS.intervalS})
  --rate N                readings per second over all devices, instead of --interval
  --heartbeat SECONDS     between two heartbeats (what the server asks for)
  --fault NAME[=DEVICE]   a fault of one device, by its number (1); may be given more than once:
${FAULT_NAMES.map((name) => `                            ${name.padEnd(12)} ${FAULTS[name]}`).join('\n')}
  --backfill DURATION     first send that much history, such as 24h or 7d (none)
  --create-plants         create plants for the first four devices, where they have none yet
                          (environment: OWNER_PASSWORD, where the server asks for it)
  --seed N                another seed, another weather (${DEFAULT_OPTIONS.seed})
  --registration-key KEY  where the server asks for one (environment: REGISTRATION_KEY)
  --help                  this text

While it runs, each line on its standard input, such as "drought 2", sets a fault; "clear 2" ends all of that device's.
`;

function numberOf(flag: string, text: string | undefined, fallback: number, least: number, most: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most) {
    throw new OptionError(
      `--${flag} must be a number from ${least} to ${most}, such as --${flag} ${Math.max(fallback, least)}; it is "${text}"`,
    );
  }
  return value;
}

function integerOf(flag: string, text: string | undefined, fallback: number, least: number, most: number): number {
  const value = numberOf(flag, text, fallback, least, most);
  if (!Number.isInteger(value)) throw new OptionError(`--${flag} must be a whole number; it is "${text}"`);
  return value;
}

function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new OptionError(`--url must be an http or https address, such as ${DEFAULT_OPTIONS.url}; it is "${text}"`);
  }
  return url.origin;
}

function durationS(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text);
  const seconds = match ? Number(match[1]) * (UNIT_S[match[2] as string] as number) : NaN;
  if (!(seconds <= MOST_BACKFILL_S)) {
    throw new OptionError(
      `--backfill must be a number with s, m, h or d, at most 30d, such as --backfill 24h; it is "${text}"`,
    );
  }
  return seconds;
}

function faultOrder(text: string, count: number): { fault: Fault; device: number } {
  const [name = '', number = '1', ...rest] = text.split('=');
  const device = Number(number);
  if (!isFault(name) || rest.length > 0) {
    throw new OptionError(
      `--fault must be one of ${FAULT_NAMES.join(', ')}, such as --fault drought or --fault drought=2; it is "${text}"`,
    );
  }
  if (!Number.isInteger(device) || device < 1 || device > count) {
    throw new OptionError(`--fault ${name}= must be followed by a device's number, 1 to ${count}; it is "${number}"`);
  }
  return { fault: name, device };
}

/**
 * @returns the options, or 'help' if help was requested
 * @throws OptionError for an unknown flag or a value that makes no sense
 */
export function parseOptions(args: string[], environment: NodeJS.ProcessEnv = {}): SimulatorOptions | 'help' {
  const text = { type: 'string' } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        url: text,
        count: text,
        interval: text,
        rate: text,
        heartbeat: text,
        seed: text,
        backfill: text,
        'registration-key': text,
        'create-plants': { type: 'boolean' },
        fault: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new OptionError(`${(error as Error).message}. --help lists the options.`);
  }
  if (values.help) return 'help';

  const count = integerOf('count', values.count, DEFAULT_OPTIONS.count, 1, MOST_DEVICES);
  // Timestamps have milliseconds, and one reading per device and time is stored: above 1,000 a second they would
  // collide.
  const rate = values.rate === undefined ? null : numberOf('rate', values.rate, count, 0.001, count * 1000);
  const interval = numberOf('interval', values.interval, DEFAULT_OPTIONS.intervalS, 0.001, DAY_S);
  return {
    url: serverUrl(values.url ?? DEFAULT_OPTIONS.url),
    count,
    intervalS: rate === null ? interval : count / rate,
    heartbeatS: values.heartbeat === undefined ? null : numberOf('heartbeat', values.heartbeat, 60, 0.1, DAY_S),
    faults: (values.fault ?? []).map((order) => faultOrder(order, count)),
    seed: integerOf('seed', values.seed, DEFAULT_OPTIONS.seed, 0, 1_000_000),
    registrationKey: values['registration-key'] ?? environment['REGISTRATION_KEY'] ?? null,
    backfillS: values.backfill === undefined ? DEFAULT_OPTIONS.backfillS : durationS(values.backfill),
    createPlants: values['create-plants'] ?? false,
    ownerPassword: environment['OWNER_PASSWORD'] ?? null,
  };
}
