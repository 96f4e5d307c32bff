import type { Queryable } from '../pool.ts';

/** What a digest tells of. */
export interface DigestFacts {
  /** All plants, by name. */
  plants: { id: string; name: string }[];
  /** Names of devices that are offline, without the sensors behind a gateway that is, and those that are shut out. */
  offline: string[];
  /** Metrics without new values, each as its alert says it. */
  stale: { plant: string; message: string }[];
  /** Alerts about values that were opened since then, oldest first. */
  alerts: { plant: string; message: string; isOpen: boolean }[];
}

/** What there is to tell, with the alerts that were opened after `since`. */
export async function readDigest(database: Queryable, since: Date): Promise<DigestFacts> {
  const { rows } = await database.query<DigestFacts>(
    `SELECT
       (SELECT COALESCE(json_agg(json_build_object('id', p.id, 'name', p.name) ORDER BY p.name, p.id), '[]') FROM plants p) AS plants,
       ARRAY(SELECT COALESCE(d.name, d.mac_address, d.id) FROM devices d LEFT JOIN devices g ON g.id = d.via
             WHERE d.status = 'offline' AND d.paused_at IS NULL AND g.status IS DISTINCT FROM 'offline' ORDER BY 1) AS offline,
       (SELECT COALESCE(json_agg(json_build_object('plant', p.name, 'message', a.message) ORDER BY p.name, a.id), '[]')
        FROM alerts a JOIN plants p ON p.id = a.plant_id WHERE a.kind = 'stale' AND a.closed_at IS NULL) AS stale,
       (SELECT COALESCE(json_agg(json_build_object('plant', p.name, 'message', a.message, 'isOpen', a.closed_at IS NULL) ORDER BY a.id), '[]')
        FROM alerts a JOIN plants p ON p.id = a.plant_id WHERE a.kind = 'threshold' AND a.opened_at > $1) AS alerts`,
    [since],
  );
  return rows[0] ?? { plants: [], offline: [], stale: [], alerts: [] };
}
