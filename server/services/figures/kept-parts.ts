import { KEPT_KINDS, type KeptKind } from '@plantops/shared/settings/retention.ts';
import type { Queryable } from '../../db/pool.ts';
import { type PlantSpan, readKeptFigures } from '../../db/repositories/figures.ts';
import type { FiguresSource } from '../../db/repositories/history.ts';
import type { Buckets } from './buckets.ts';
import { type Part, partsOf } from './figure-sources.ts';

/** The tables that hold what may be let go. */
const TABLES: Readonly<Record<KeptKind, FiguresSource>> = {
  readings: 'telemetry',
  five_minutes: 'readings_5min',
  hours: 'readings_hourly',
  days: 'readings_daily',
};

export interface KeptParts {
  /** Where to read each time from, for these buckets. @param zone whose calendar they follow */
  partsFor: (buckets: Buckets, zone: string) => Part[];
  /** The time zone whose days there are figures of. */
  dayZone: string | null;
  /** Before this there are no single readings any more. */
  readingsFrom: Date | undefined;
}

/** Where the readings and figures of a plant in a time are kept. */
export async function keptParts(database: Queryable, span: PlantSpan): Promise<KeptParts> {
  const times = ({ from, to }: PlantSpan) => ({ from: from.getTime(), to: to.getTime() });
  const { mark, stale, keptFrom } = await readKeptFigures(database, span);
  const kept = {
    mark: mark?.mark.getTime() ?? -Infinity,
    dayZone: mark?.dayZone ?? null,
    stale: stale.map(times),
    keptFrom: Object.fromEntries(
      KEPT_KINDS.flatMap((kind) => (keptFrom[kind] ? [[TABLES[kind], keptFrom[kind].getTime()]] : [])),
    ),
  };
  return {
    partsFor: (buckets, zone) => partsOf(times(span), buckets, zone, kept),
    dayZone: kept.dayZone,
    readingsFrom: keptFrom.readings,
  };
}
