/**
 * What the files for devices have in common. Each kind of device has a file of its own beside this one, which makes a
 * complete text to paste or to download: addresses, topics and credentials are in it. All of them are pure; the
 * credentials never leave the page or the test that makes the file.
 */
import { inEveryLanguage } from '../languages/terms.ts';
import type { Words } from '../settings/display.ts';
import { METRICS, type Metric } from '../metrics.ts';

export interface DeviceFileInput {
  /** The id of the device, which is also the user name that the broker knows it by. */
  deviceId: string;
  username: string;
  password: string;
  /** Where the broker listens, as boards reach it: a name or an address, IPv6 without brackets. */
  host: string;
  port: number;
  topics: {
    telemetry: string;
    heartbeat: string;
    status: string;
    /** What all topics of a gateway begin with, without a slash at the end. */
    gateway: string;
  };
  /** What the device measures, in the order in which its file names it. At least one. */
  sensors: readonly Metric[];
  /** Seconds between two readings, 10 to 86,400. */
  intervalS: number;
  /** Whether the board sleeps between two readings, which a battery needs. */
  sleeps: boolean;
  /** What the owner calls it. */
  name: string;
  /** The address of the dashboard and of REST, without a slash at the end. */
  baseUrl: string;
}

export interface DeviceFile {
  /** Under which it is saved. */
  filename: string;
  /** What it is written in, for the label of the text. */
  language: 'yaml' | 'console' | 'json' | 'cpp' | 'python' | 'shell' | 'text';
  text: string;
  /** What to do with it, in order. */
  steps: readonly Words[];
}

export type MakeDeviceFile = (input: DeviceFileInput) => DeviceFile;

/** A step with values in place of `{name}`, in every language. */
export function withValues(words: Words, values: Readonly<Record<string, string | number>>): Words {
  const filled = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  const { en, ...others } = inEveryLanguage(words);
  return {
    en: filled(en),
    ...Object.fromEntries(Object.entries(others).map(([language, text]) => [language, filled(text)])),
  };
}

/** What the reader fills in, spelled alike in all files so that the dashboard can mark it. */
export const OPEN_WORDS = { wifiName: 'your network', wifiPassword: 'its password' } as const;

/**
 * Words as they may stand in a comment of one line: nothing that would end the line in any of the languages (also not
 * U+2028, which is a line break in YAML 1.1), and no backslash, which continues a comment in C++.
 */
export const oneLine = (words: string): string => words.replaceAll(/[\\\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').trim();

/** A string of YAML, Python, MicroPython, C++ or JSON, in double quotes. For plain ASCII its meaning is the same in all. */
export const quoted = (words: string): string => JSON.stringify(words);

/** A string of a POSIX shell, in single quotes. */
export const shellQuoted = (words: string): string => `'${words.replaceAll("'", String.raw`'\''`)}'`;

/** A host as it stands in an address: IPv6 in brackets. */
export const hostInAddress = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Letters, digits and hyphens, at most 24, as a host name may be; made from the id where the name leaves nothing. */
export function hostName({ name, deviceId }: Pick<DeviceFileInput, 'name' | 'deviceId'>): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 24)
    .replaceAll(/^-+|-+$/g, '');
  return letters || `plantops-${deviceId.slice(-6)}`;
}

/** Values that a healthy plant in a room may have; they stand where the reader puts in a sensor. */
const EXAMPLES: Partial<Record<Metric, number>> = {
  soil_moisture: 45.2,
  temperature: 22.5,
  humidity: 55.5,
  light_level: 800,
  soil_ec: 650,
  soil_temperature: 19.5,
  co2: 640,
  ph: 6.4,
};

/** The example of a metric that is not named above: the middle of its gauge. */
export function exampleValue(metric: Metric): number {
  const { min, max } = METRICS[metric].axis.gauge;
  return EXAMPLES[metric] ?? (min + max) / 2;
}

/** `temperature in °C`; the name alone for a metric without a unit. */
export const inItsUnit = (metric: Metric): string =>
  METRICS[metric].unit ? `${metric} in ${METRICS[metric].unit}` : metric;
