/** Outages of devices in the database: alerts that are opened, told and ended, each with its notice. */
import { onlineMessage } from '@plantops/nodes/presence/core.ts';
import type { Notice } from '@plantops/shared/ports.ts';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import { closeOutage, noteOutages, openOutages, type Outage } from '../../db/repositories/alerts.ts';
import { insertNotice } from '../../db/repositories/notices.ts';

export interface SilentDevice {
  deviceId: string;
  message: string;
  /** No message is to be sent for now; `tellOutages` may send it later. */
  isQuiet?: boolean;
}

/**
 * Marks devices offline and opens an alert for each. @returns the alerts that this call opened, those that nobody was
 * told of, and the notices of the others
 */
export async function beginOutages(
  database: Database,
  devices: readonly SilentDevice[],
  now: Date,
): Promise<{ alertIds: number[]; untold: ReadonlySet<string>; notices: Notice[] }> {
  return inTransaction(database, async (connection) => {
    const opened = await openOutages(
      connection,
      devices.map((device) => ({ ...device, plantId: null })),
      now,
    );
    return {
      alertIds: opened.map(({ alertId }) => alertId),
      untold: new Set(opened.filter(({ tell }) => !tell).map(({ deviceId }) => deviceId)),
      notices: await offlineNotices(
        connection,
        opened.filter(({ tell }) => tell),
      ),
    };
  });
}

/** Makes notices about open outages that nobody was told of, except while their plant is muted. */
export function tellOutages(database: Database, devices: readonly SilentDevice[], now: Date): Promise<Notice[]> {
  return inTransaction(database, async (connection) =>
    offlineNotices(connection, await noteOutages(connection, devices, now)),
  );
}

/**
 * Ends the outage of a device.
 * @returns its alert, with a notice if the owner was told of the outage; undefined if none was open
 */
export function endOutage(
  database: Database,
  deviceId: string,
  deviceName: string,
  at: Date,
): Promise<{ alertId: number; notice: Notice | undefined } | undefined> {
  return inTransaction(database, async (connection) => {
    const closed = await closeOutage(connection, deviceId, at);
    if (!closed) return undefined;
    const { alertId, plantId, tell } = closed;
    const message = onlineMessage(deviceName);
    return {
      alertId,
      notice: tell
        ? await insertNotice(connection, { alertId, plantId, deviceId, kind: 'online', message })
        : undefined,
    };
  });
}

async function offlineNotices(
  connection: Queryable,
  outages: readonly (Outage & { alertId: number })[],
): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const { alertId, plantId, deviceId, message } of outages)
    notices.push(await insertNotice(connection, { alertId, kind: 'offline', message, plantId, deviceId }));
  return notices;
}
