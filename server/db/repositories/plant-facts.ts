/** What is stored of a plant, apart from its readings, in the form in which it is judged. One statement for a plant. */
import type { DeviceStatus } from '@plantops/shared/api/devices.ts';
import type { CareEvent } from '@plantops/shared/diagnosis/facts.ts';
import type { Place } from '@plantops/shared/diagnosis/place.ts';
import type { Combine } from '@plantops/shared/judging/combine.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Thresholds } from '@plantops/shared/thresholds.ts';
import type { Queryable } from '../pool.ts';
import { isKnownMetric, storedCombine, storedPlace, storedThresholds } from '../stored-json.ts';
import { PROBE, type ProbeColumns } from './latest-columns.ts';

/** Of the journal, what is so old says little about today. */
const EVENTS_DAYS = 120;
const MOST_EVENTS = 50;

/** Whether a device with this status is heard; one with a fault is. */
export const isHeard = (status: DeviceStatus): boolean => status === 'online' || status === 'error';

export interface FactsDevice {
  id: string;
  name: string | null;
  status: DeviceStatus;
  lastSeenAt: string | null;
  batteryPct: number | null;
  error: string | null;
  /** Its newest values; null if it has measured nothing. */
  probe: ProbeColumns | null;
  findings: { code: string; metric: string | null }[];
}

export interface FactsAlert {
  metric: Metric | null;
  side: 'below' | 'above' | null;
  since: string;
}

export interface StoredFacts {
  name: string;
  species: string | null;
  thresholds: Thresholds;
  combine: Combine;
  place: Place;
  createdAt: Date;
  devices: FactsDevice[];
  /** Newest first. */
  events: CareEvent[];
  alerts: FactsAlert[];
}

const FACTS = `
  SELECT p.name, p.species, p.thresholds, p.combine, p.place, (SELECT o.name FROM rooms o WHERE o.id = p.room_id) AS room, p.created_at AS "createdAt",
    (SELECT COALESCE(json_agg(json_build_object('id', d.id, 'name', d.name, 'status', d.status, 'lastSeenAt', d.last_seen_at,
              'batteryPct', d.battery_pct, 'error', d.error, 'probe', CASE WHEN l.device_id IS NOT NULL THEN ${PROBE} END,
              'findings', (SELECT COALESCE(json_agg(json_build_object('code', f.code, 'metric', NULLIF(f.metric, '')) ORDER BY f.code, f.metric), '[]')
                           FROM device_findings f WHERE f.device_id = d.id)) ORDER BY d.id), '[]')
     FROM devices d LEFT JOIN latest_readings l ON l.device_id = d.id LEFT JOIN device_rhythms r ON r.device_id = d.id
     WHERE d.plant_id = p.id) AS devices,
    (SELECT COALESCE(json_agg(json_build_object('kind', e.kind, 'at', e.at, 'amountMl', e.amount_ml) ORDER BY e.at DESC), '[]')
     FROM (SELECT j.kind, j.at, j.amount_ml FROM journal_entries j
           WHERE j.plant_id = p.id AND j.kind <> 'note' AND j.at > $2::timestamptz - make_interval(days => ${EVENTS_DAYS})
           ORDER BY j.at DESC LIMIT ${MOST_EVENTS}) e) AS events,
    (SELECT COALESCE(json_agg(json_build_object('metric', a.metric, 'direction', a.direction, 'since', COALESCE(a.since, a.opened_at)) ORDER BY a.id), '[]')
     FROM alerts a WHERE a.plant_id = p.id AND a.closed_at IS NULL AND a.kind = 'threshold') AS alerts
  FROM plants p WHERE p.id = $1`;

interface FactsRow {
  name: string;
  species: string | null;
  thresholds: unknown;
  combine: unknown;
  place: unknown;
  room: string | null;
  createdAt: Date;
  devices: FactsDevice[];
  events: CareEvent[];
  alerts: { metric: string | null; direction: string | null; since: string }[];
}

/** Times as PostgreSQL writes them in JSON, as the API has them. */
const iso = (time: string): string => new Date(time).toISOString();

/** @returns undefined if there is no such plant */
export async function readStoredFacts(
  database: Queryable,
  plantId: string,
  now: Date,
): Promise<StoredFacts | undefined> {
  const {
    rows: [row],
  } = await database.query<FactsRow>(FACTS, [plantId, now]);
  if (!row) return undefined;
  const { room, ...stored } = row;
  return {
    ...stored,
    thresholds: storedThresholds(row.thresholds),
    combine: storedCombine(row.combine),
    place: { ...storedPlace(row.place), room },
    devices: row.devices.map((device) => ({ ...device, lastSeenAt: device.lastSeenAt && iso(device.lastSeenAt) })),
    events: row.events.map((event) => ({ ...event, at: iso(event.at) })),
    alerts: row.alerts.map(({ metric, direction, since }) => ({
      metric: metric !== null && isKnownMetric(metric) ? metric : null,
      side: direction === 'min' ? 'below' : direction === 'max' ? 'above' : null,
      since: iso(since),
    })),
  };
}

/** A device of a plant: whether it is heard, and its fault. */
export interface Presence {
  deviceId: string;
  plantId: string;
  isOnline: boolean;
  error: string | null;
}

/** Those of the devices that have a plant. */
export async function readPresence(database: Queryable, deviceIds: readonly string[]): Promise<Presence[]> {
  const { rows } = await database.query<Omit<Presence, 'isOnline'> & { status: DeviceStatus }>(
    `SELECT id AS "deviceId", plant_id AS "plantId", status, error FROM devices WHERE id = ANY($1) AND plant_id IS NOT NULL`,
    [deviceIds],
  );
  return rows.map(({ status, ...row }) => ({ ...row, isOnline: isHeard(status) }));
}

/** The ids of all plants. */
export async function listPlantIds(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>('SELECT id FROM plants ORDER BY id');
  return rows.map(({ id }) => id);
}

/** The plants that alerts are about. */
export async function plantsOfAlerts(database: Queryable, alertIds: readonly number[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    'SELECT DISTINCT plant_id AS id FROM alerts WHERE id = ANY($1) AND plant_id IS NOT NULL',
    [alertIds],
  );
  return rows.map(({ id }) => id);
}
