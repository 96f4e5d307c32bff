import type { DeviceWays, Way } from '@plantops/shared/api/ways.ts';
import { messageText } from '@plantops/shared/message-text.ts';
import { parseDeviceTopic } from '@plantops/shared/topics.ts';
import type { Database } from '../../db/pool.ts';
import { type FailedMessage, listFailedMessages } from '../../db/repositories/ways.ts';
import type { Devices } from './devices.ts';

export interface DeviceWaysOptions {
  database: Database;
  devices: Pick<Devices, 'get'>;
  /** The ways that the flow engine has followed and not given to the database. */
  followed: (deviceId: string) => Promise<DeviceWays>;
}

/** How many messages that failed are told. */
const MOST_FAILED = 10;

/** A message that failed, as its way. */
const wayOf = ({ id, time, topic, payload, reason, causes, setAside, path }: FailedMessage): Way => ({
  id: `failed-${id}`,
  kind: parseDeviceTopic(topic)?.kind ?? 'telemetry',
  received_at: time.toISOString(),
  payload: messageText(payload),
  outcome: setAside ? 'set_aside' : 'rejected',
  reason,
  causes,
  ...(path ?? { hops: [], hops_left_out: 0 }),
});

/**
 * Which ways the messages of a device took through the flows: those that failed are in the database, a sample of the
 * others is in the memory of the flow engine.
 */
export class WaysOfDevices {
  readonly #options: DeviceWaysOptions;

  constructor(options: DeviceWaysOptions) {
    this.#options = options;
  }

  /** @throws ProblemError `device_not_found` */
  async list(deviceId: string): Promise<DeviceWays> {
    const { database, devices, followed } = this.#options;
    await devices.get(deviceId);
    const [{ engine_started_at, ways }, failed] = await Promise.all([
      followed(deviceId),
      listFailedMessages(database, deviceId, MOST_FAILED),
    ]);
    return {
      engine_started_at,
      ways: [...ways, ...failed.map(wayOf)].sort((one, other) => other.received_at.localeCompare(one.received_at)),
    };
  }
}
