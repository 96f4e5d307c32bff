import type { Plant } from '@plantops/shared/api/plants.ts';
import type { PlaceChange } from '@plantops/shared/diagnosis/place.ts';
import type { Combine } from '@plantops/shared/judging/combine.ts';
import { plantStatus } from '@plantops/shared/judging/plant-status.ts';
import type { Species } from '@plantops/shared/species/species-schema.ts';
import { speciesNamed } from '@plantops/shared/species/species.ts';
import type { Thresholds } from '@plantops/shared/thresholds.ts';
import type { Queryable } from '../pool.ts';
import { NEWEST_VERSION, photoUrl } from './photos.ts';
import { isKnownMetric, storedCombine, storedPlace, storedThresholds } from '../stored-json.ts';
import {
  combineColumns,
  type LatestColumns,
  MERGED_LATEST,
  PROBE,
  type ProbeColumns,
  toLatestReading,
} from './latest-columns.ts';

type PlantRow = Omit<
  Plant,
  | 'created_at'
  | 'form'
  | 'ideal'
  | 'verdict'
  | 'status'
  | 'stale'
  | 'latest'
  | 'last_watered_at'
  | 'photo_url'
  | 'thresholds'
  | 'combine'
  | 'place'
  | 'mutes'
> &
  LatestColumns & {
    thresholds: unknown;
    combine: unknown;
    place: unknown;
    room: string | null;
    /** Of a plant with several devices that measured something. */
    probes: ProbeColumns[] | null;
    mutes: { metric: string | null; until: string }[];
    created_at: Date;
    offline_count: number;
    urgent_alerts: number;
    stale: { metric: string; since: string }[];
    had_device: boolean;
    last_watered_at: Date | null;
    photo_version: string | null;
  };

/** Alerts about the plant itself. One about who a board is, say, concerns the device and nothing that grows. */
const ABOUT_VALUES = `kind = 'threshold' OR kind = 'finding' AND metric IS NOT NULL`;

/** A plant's newest values come from the devices that are assigned to it now. */
const SELECT_PLANT = `
  SELECT p.id, p.name, p.species, p.thresholds, p.combine, p.place, p.room_id, p.tags, p.created_at, p.had_device, d.*, a.*,
         (SELECT o.name FROM rooms o WHERE o.id = p.room_id) AS room,
         ARRAY(SELECT json_build_object('metric', NULLIF(m.metric, ''), 'until', m.until) FROM mutes m WHERE m.plant_id = p.id AND m.until > now() ORDER BY m.metric) AS mutes,
         (SELECT max(j.at) FROM journal_entries j WHERE j.plant_id = p.id AND j.kind = 'watering') AS last_watered_at,
         ${NEWEST_VERSION} AS photo_version
  FROM plants p
  CROSS JOIN LATERAL (
    SELECT count(*) AS device_count, count(*) FILTER (WHERE d.status = 'offline') AS offline_count, ${MERGED_LATEST},
           CASE WHEN count(l.device_id) > 1 THEN json_agg(${PROBE}) FILTER (WHERE l.device_id IS NOT NULL) END AS probes
    FROM devices d LEFT JOIN latest_readings l ON l.device_id = d.id LEFT JOIN device_rhythms r ON r.device_id = d.id
    WHERE d.plant_id = p.id
  ) d
  CROSS JOIN LATERAL (
    SELECT count(*) AS open_alerts, count(*) FILTER (WHERE a.acknowledged_at IS NULL) AS unseen_alerts,
           count(*) FILTER (WHERE ${ABOUT_VALUES}) AS urgent_alerts,
           COALESCE(json_agg(json_build_object('metric', a.metric, 'since', COALESCE(a.since, a.opened_at)) ORDER BY a.since, a.metric)
             FILTER (WHERE a.kind = 'stale'), '[]') AS stale
    FROM alerts a WHERE a.plant_id = p.id AND a.closed_at IS NULL
  ) a`;

const statusOf = (row: PlantRow, hasValues: boolean): Plant['status'] =>
  plantStatus({
    urgentAlerts: row.urgent_alerts,
    deviceCount: row.device_count,
    offlineCount: row.offline_count,
    staleCount: row.stale.length,
    hasValues,
    hadDevice: row.had_device,
  });

const idealOf = ({ thresholds, light, pets, pets_source }: Species): NonNullable<Plant['ideal']> => ({
  thresholds,
  light,
  pets,
  pets_source,
});

function toPlant(row: PlantRow): Plant {
  const combine = storedCombine(row.combine);
  const known = row.species === null ? undefined : speciesNamed(row.species);
  const latest = toLatestReading(row.probes ? combineColumns(row.probes, combine) : row);
  const { id, name, species, thresholds, device_count, open_alerts, unseen_alerts, photo_version } = row;
  return {
    id,
    name,
    species,
    thresholds: storedThresholds(thresholds),
    combine,
    place: { ...storedPlace(row.place), room: row.room },
    room_id: row.room_id,
    tags: row.tags,
    latest,
    device_count,
    offline_count: row.offline_count,
    open_alerts,
    unseen_alerts,
    form: known?.form ?? null,
    ideal: known ? idealOf(known) : null,
    created_at: row.created_at.toISOString(),
    status: statusOf(row, latest !== null),
    stale: row.stale.flatMap(({ metric, since }) =>
      isKnownMetric(metric) ? { metric, since: new Date(since).toISOString() } : [],
    ),
    mutes: row.mutes.flatMap(({ metric, until }) =>
      metric === null || isKnownMetric(metric) ? { metric, until: new Date(until).toISOString() } : [],
    ),
    verdict: null,
    last_watered_at: row.last_watered_at?.toISOString() ?? null,
    photo_url: photo_version && photoUrl(id, photo_version),
  };
}

/** Which plants a page of the list has. */
export interface PlantPage {
  after?: string | undefined;
  limit: number;
  /** Only those that stand in this room. */
  roomId?: string | undefined;
  /** Only those with this tag, however it is capitalised. */
  tag?: string | undefined;
}

export async function listPlants(database: Queryable, { after, limit, roomId, tag }: PlantPage): Promise<Plant[]> {
  const { rows } = await database.query<PlantRow>(
    `${SELECT_PLANT} WHERE ($1::text IS NULL OR p.id > $1) AND ($3::text IS NULL OR p.room_id = $3)
       AND ($4::text IS NULL OR EXISTS (SELECT FROM unnest(p.tags) AS t (tag) WHERE lower(t.tag) = lower($4)))
     ORDER BY p.id LIMIT $2`,
    [after, limit, roomId, tag],
  );
  return rows.map(toPlant);
}

export async function findPlants(database: Queryable, ids: string[]): Promise<Plant[]> {
  const { rows } = await database.query<PlantRow>(`${SELECT_PLANT} WHERE p.id = ANY($1)`, [ids]);
  return rows.map(toPlant);
}

/** What the readings of a plant come from. */
export type Measuring = Pick<Plant, 'device_count' | 'combine'>;

/** A look at two indexes, for what comes often and shows no more of the plant. @returns undefined for an unknown plant */
export async function findMeasuring(database: Queryable, id: string): Promise<Measuring | undefined> {
  const { rows } = await database.query<{ device_count: number; combine: unknown }>(
    'SELECT combine, (SELECT count(*) FROM devices WHERE plant_id = p.id) AS device_count FROM plants p WHERE id = $1',
    [id],
  );
  return rows[0] && { device_count: rows[0].device_count, combine: storedCombine(rows[0].combine) };
}

/**
 * The plants that need the owner most, in the order of `PLANT_STATUSES`, each by name; one whose alerts are all
 * acknowledged comes after those without data. The order that the dashboard has, but far cheaper than to read every plant.
 */
export async function listUrgentPlants(database: Queryable, limit: number): Promise<Plant[]> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT p.id FROM plants p
     LEFT JOIN (
       SELECT d.plant_id, count(*) AS devices, count(*) FILTER (WHERE d.status = 'offline') AS offline, count(l.device_id) AS measured
       FROM devices d LEFT JOIN latest_readings l ON l.device_id = d.id WHERE d.plant_id IS NOT NULL GROUP BY d.plant_id
     ) d ON d.plant_id = p.id
     LEFT JOIN (
       SELECT plant_id, count(*) FILTER (WHERE ${ABOUT_VALUES}) AS urgent, count(*) FILTER (WHERE kind = 'stale') AS stale,
              count(*) FILTER (WHERE acknowledged_at IS NULL) AS unseen
       FROM alerts WHERE closed_at IS NULL AND plant_id IS NOT NULL GROUP BY plant_id
     ) a ON a.plant_id = p.id
     ORDER BY CASE
       WHEN a.urgent > 0 THEN CASE WHEN a.unseen > 0 THEN 0 ELSE 4 END
       WHEN d.offline = d.devices THEN 1
       WHEN d.offline > 0 THEN CASE WHEN a.unseen > 0 THEN 0 ELSE 4 END
       WHEN a.stale > 0 THEN 2
       WHEN d.measured > 0 THEN 5
       WHEN d.devices IS NULL AND NOT p.had_device THEN 6
       ELSE 3
     END, p.name, p.id LIMIT $1`,
    [limit],
  );
  const ids = rows.map(({ id }) => id);
  const plants = new Map((await findPlants(database, ids)).map((plant) => [plant.id, plant]));
  // One may have been removed meanwhile.
  return ids.flatMap((id) => plants.get(id) ?? []);
}

export interface PlantFields {
  name: string;
  species: string | null;
  thresholds: Thresholds;
  combine?: Combine;
  /** The parts that are given; the others are not known. */
  place?: PlaceChange;
  roomId?: string | null;
  tags?: readonly string[];
}

export async function insertPlant(
  database: Queryable,
  id: string,
  { name, species, thresholds, combine = {}, place = {}, roomId = null, tags = [] }: PlantFields,
): Promise<void> {
  await database.query(
    `INSERT INTO plants (id, name, species, thresholds, combine, place, room_id, tags)
     VALUES ($1, $2, $3, $4, $5, jsonb_strip_nulls($6::jsonb), $7, $8)`,
    [id, name, species, JSON.stringify(thresholds), JSON.stringify(combine), JSON.stringify(place), roomId, tags],
  );
}

/** Of `place` only the parts that are given change. @returns whether there is such a plant */
export async function updatePlant(
  database: Queryable,
  id: string,
  change: { [Key in keyof PlantFields]?: PlantFields[Key] | undefined },
): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE plants SET name = COALESCE($2, name), species = CASE WHEN $3 THEN $4 ELSE species END, thresholds = COALESCE($5, thresholds),
       combine = COALESCE($6, combine), place = jsonb_strip_nulls(place || COALESCE($7, '{}'::jsonb)),
       room_id = CASE WHEN $8 THEN $9 ELSE room_id END, tags = COALESCE($10, tags) WHERE id = $1`,
    [
      id,
      change.name,
      change.species !== undefined,
      change.species ?? null,
      change.thresholds && JSON.stringify(change.thresholds),
      change.combine && JSON.stringify(change.combine),
      change.place && JSON.stringify(change.place),
      change.roomId !== undefined,
      change.roomId ?? null,
      change.tags,
    ],
  );
  return rowCount === 1;
}

/** Locks the plant, so that it cannot be removed before the transaction ends. */
export async function plantExists(database: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await database.query('SELECT FROM plants WHERE id = $1 FOR KEY SHARE', [id]);
  return rowCount === 1;
}
