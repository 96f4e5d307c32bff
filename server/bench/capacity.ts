/**
 * What so many devices need, computed from what was measured: the table of docs/scaling.md, and the bench's own on that page
 * and on docs/performance.md.
 */
import { formatNumber, table } from './report.ts';

/** What was measured, of one reading with four values. */
export interface ReadingCosts {
  /** Processor time (µs). */
  engineUs: number;
  hostUs: number;
  databaseUs: number;
  brokerUs: number;
  /** Bytes between a device and the broker, without what TCP adds; between the broker and an engine they are the same. */
  deviceLink: number;
  databaseLink: number;
  /** What the log of the database gets, and each replica. */
  log: number;
  row: number;
  /** A row in TimescaleDB, first and after a week. */
  timescaleRow: number;
  compressedRow: number;
  fiveMinutesRow: number;
  hourRow: number;
  /** Memory for a device with its plant (kB). */
  hostMemoryKb: number;
  engineMemoryKb: number;
}

const FROM_SCALING = {
  deviceLink: 'Between a device and the broker',
  databaseLink: 'Between engine and database, in statements of 100',
  log: 'In the log of the database, which replicas follow',
  row: 'A reading of four values on the disk',
  timescaleRow: 'A reading in TimescaleDB',
  compressedRow: 'The same, compressed',
  fiveMinutesRow: 'Figures of five minutes on the disk',
  hourRow: 'Figures of an hour on the disk',
  hostMemoryKb: 'Memory of a host for a device with its plant',
  engineMemoryKb: 'Memory of an engine for a device with its plant',
} as const satisfies Partial<Record<keyof ReadingCosts, string>>;

/** The cells of the row of a table that begins with this. @throws Error if there is none */
function cellsOf(text: string, label: string): string[] {
  const row = text.split('\n').find((line) => line.startsWith(`| ${label}`));
  if (row === undefined) throw new Error(`no row begins with "${label}"`);
  return row.split('|').slice(2, -1);
}

const numberIn = (cell: string | undefined): number => Number(/[\d,.]+/.exec(cell ?? '')?.[0].replaceAll(',', ''));

/** Reads the figures from the tables of the two pages. @throws Error if one is not there */
export function readCosts(scalingPage: string, performancePage: string): ReadingCosts {
  const ofScaling = Object.entries(FROM_SCALING).map(([name, label]) => [
    name,
    numberIn(cellsOf(scalingPage, label)[0]),
  ]);
  const [engineUs, hostUs] = (cellsOf(performancePage, 'the program; engine and host')[1] ?? '')
    .split('and')
    .map(Number);
  const costs = {
    ...(Object.fromEntries(ofScaling) as Record<keyof typeof FROM_SCALING, number>),
    engineUs: engineUs ?? NaN,
    hostUs: hostUs ?? NaN,
    databaseUs: numberIn(cellsOf(performancePage, 'database')[1]),
    brokerUs: numberIn(cellsOf(performancePage, 'broker')[1]),
  };
  const missing = Object.entries(costs).filter(([, value]) => !(value > 0));
  if (missing.length > 0) throw new Error(`not on the pages: ${missing.map(([name]) => name).join(', ')}`);
  return costs;
}

/** How the devices are taken to be: a reading of four values every minute, each at a plant of its own. */
export const EVERY_S = 60;
const DAYS = { raw: 7, year: 365, fiveMinutes: 60 } as const;
/** So much of a processor may be in use: what comes in a moment needs room. */
export const LOAD = 0.6;
/**
 * What TCP, IP and Ethernet add to a reading of a device: its packet, the answer, and the acknowledgement of that, of 66 bytes
 * each (20 of IPv4, 32 of TCP with timestamps, 14 of Ethernet). Computed.
 */
export const PACKETS = 3 * 66;

/** What so many devices need. Bytes and bits are of ten: 1 GB is 10^9 bytes. */
export interface Needs {
  perS: number;
  rowsADay: number;
  /** A year of readings on the disk (bytes). */
  plainYear: number;
  timescaleYear: number;
  /** Figures of five minutes for two months, and of hours for a year (bytes). */
  figures: number;
  /** Processors in full use. */
  cores: { engine: number; host: number; database: number; broker: number };
  hostMemory: number;
  engineMemory: number;
  /** Bytes a second. */
  devices: number;
  brokerToEngine: number;
  engineToDatabase: number;
  toReplica: number;
}

export function needsOf(devices: number, costs: ReadingCosts): Needs {
  const perS = devices / EVERY_S;
  const rowsADay = perS * 86_400;
  return {
    perS,
    rowsADay,
    plainYear: rowsADay * DAYS.year * costs.row,
    timescaleYear: rowsADay * (DAYS.raw * costs.timescaleRow + (DAYS.year - DAYS.raw) * costs.compressedRow),
    figures: devices * (DAYS.fiveMinutes * 288 * costs.fiveMinutesRow + DAYS.year * 24 * costs.hourRow),
    cores: {
      engine: (perS * costs.engineUs) / 1e6,
      host: (perS * costs.hostUs) / 1e6,
      database: (perS * costs.databaseUs) / 1e6,
      broker: (perS * costs.brokerUs) / 1e6,
    },
    hostMemory: devices * costs.hostMemoryKb * 1000,
    engineMemory: devices * costs.engineMemoryKb * 1000,
    devices: perS * (costs.deviceLink + PACKETS),
    brokerToEngine: perS * costs.deviceLink,
    engineToDatabase: perS * costs.databaseLink,
    toReplica: perS * costs.log,
  };
}

const UNITS = ['', 'k', 'M', 'G', 'T', 'P'];

/** 1,440,000 bytes as 1.4 MB. */
export function inUnits(value: number, unit: string): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(value, 1)) / 3)));
  return `${formatNumber(value / 1000 ** step)} ${UNITS[step] ?? ''}${unit}`;
}

const DEVICES = [1000, 100_000, 10_000_000];

function needsTable(costs: ReadingCosts): string {
  const all = DEVICES.map((devices) => needsOf(devices, costs));
  const line = (label: string, cell: (needs: Needs) => string): string[] => [label, ...all.map(cell)];
  const cores = (label: string, part: keyof Needs['cores']): string[] =>
    line(label, (needs) => (needs.cores[part] / LOAD < 0.01 ? '< 0.01' : formatNumber(needs.cores[part] / LOAD)));
  const bits = (label: string, of: (needs: Needs) => number): string[] =>
    line(label, (needs) => inUnits(of(needs) * 8, 'bit/s'));
  return table(
    ['', ...DEVICES.map((devices) => `${devices.toLocaleString('en')} devices`)],
    [
      line('Readings/s', ({ perS }) => formatNumber(perS)),
      line('Rows a day', ({ rowsADay }) => inUnits(rowsADay, '').trim()),
      line('A year of readings, plain PostgreSQL', ({ plainYear }) => inUnits(plainYear, 'B')),
      line('The same in TimescaleDB, compressed after a week', ({ timescaleYear }) => inUnits(timescaleYear, 'B')),
      line('Figures: of five minutes for 60 days, of hours for a year', ({ figures }) => inUnits(figures, 'B')),
      cores('Processors of engines', 'engine'),
      cores('Processors of hosts, without who looks on', 'host'),
      cores('Processors of the database, to store', 'database'),
      cores('Processors of the broker', 'broker'),
      line('Memory of each host', ({ hostMemory }) => inUnits(hostMemory, 'B')),
      line('Memory of each engine', ({ engineMemory }) => inUnits(engineMemory, 'B')),
      bits('Network: devices and broker, with TCP', ({ devices }) => devices),
      bits('Network: broker and engine', ({ brokerToEngine }) => brokerToEngine),
      bits('Network: engine and database', ({ engineToDatabase }) => engineToDatabase),
      bits('Network: database and each replica', ({ toReplica }) => toReplica),
    ],
  );
}

/** The most that MAX_DEVICES may be. */
export const MOST_DEVICES = 1_000_000;
const GIGABIT = 1e9 / 8;
/** What Node.js lets its objects have where nobody says otherwise, on a machine with enough (kB). */
const HEAP_KB = 4e6;

/** Where a part ends, at the load that it may have. */
function endsTable({ engineUs, brokerUs, databaseUs, log, hostMemoryKb }: ReadingCosts): string {
  const end = (part: string, perS: number, why: string): string[] => [
    part,
    why,
    formatNumber(perS),
    inUnits(perS * EVERY_S, ''),
  ];
  return table(
    ['', 'ends because', 'readings/s', 'devices'],
    [
      end('An engine', (LOAD * 1e6) / engineUs, 'flows run on one thread'),
      end('A Mosquitto', (LOAD * 1e6) / brokerUs, 'it has one thread'),
      end('The database, with each processor', (LOAD * 1e6) / databaseUs, 'storing takes its time'),
      end('A network of 1 Gbit/s, to each replica', (LOAD * GIGABIT) / log, 'the log of the database goes through it'),
      end(
        'A host',
        (LOAD * HEAP_KB) / hostMemoryKb / EVERY_S,
        'it knows every plant, with the 4 GB that Node.js takes by itself',
      ),
      end('An installation', MOST_DEVICES / EVERY_S, 'MAX_DEVICES ends there'),
    ],
  );
}

/** The tables for docs/scaling.md. */
export const capacityTables = (costs: ReadingCosts): string => `${needsTable(costs)}\n\n${endsTable(costs)}\n`;
