/** Sensors behind a gateway: they are heard only through it, so its silence is not theirs. */
import type { PresenceState } from '@plantops/nodes/presence/core.ts';
import type { DeviceDirectory } from '@plantops/shared/ports.ts';
import type { Hearing } from '../../broker/broker-echo.ts';

/** A gateway. `upSince`: when its last outage ended, if it has had one. */
export type GatewayPresence = PresenceState & { upSince?: Date };

/** The time in which a device could be heard: a sensor behind a gateway only as far as its gateway was heard. */
export function heardOf(gateway: GatewayPresence | undefined, { since, until }: Hearing): Hearing {
  if (!gateway?.lastSeenAt) return { since, until };
  const { lastSeenAt, upSince = since } = gateway;
  return { since: upSince > since ? upSince : since, until: lastSeenAt < until ? lastSeenAt : until };
}

/** The sensors behind these gateways that are not offline yet, and when each was heard last. */
export function sensorsBehind(
  gateways: ReadonlySet<string>,
  devices: ReadonlyMap<string, PresenceState>,
  directory: Pick<DeviceDirectory, 'find'>,
): [deviceId: string, lastSeenAt: Date][] {
  return [...devices].flatMap(([deviceId, { status, lastSeenAt }]): [string, Date][] => {
    const via = directory.find(deviceId)?.via;
    const isUp = status === 'online' || status === 'error';
    if (via == null || !gateways.has(via) || gateways.has(deviceId) || !isUp || lastSeenAt === null) return [];
    return [[deviceId, lastSeenAt]];
  });
}
