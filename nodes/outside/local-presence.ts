import type { Clock } from '@plantops/shared/clock.ts';
import type { Notice, NoticeKind, Presence } from '@plantops/shared/ports.ts';
import { z } from 'zod';
import { isOverdue, offlineMessage, onlineMessage } from '../presence/core.ts';
import type { NodeMemory } from '../runtime/node-red.ts';

const keptSchema = z.object({
  lastId: z.number(),
  devices: z.record(z.string(), z.object({ lastSeenAt: z.coerce.date(), outage: z.number().nullable() })),
});
const KEY = 'devices';

interface SeenDevice {
  lastSeenAt: Date;
  /** Number of the outage that was reported and has not ended. */
  outage: number | null;
}

/** Who was heard when, kept in the context of one node. */
export class LocalPresence implements Presence {
  readonly #memory: NodeMemory;
  readonly #heartbeatIntervalS: number;
  readonly #hearingSince: Date;
  readonly #devices = new Map<string, SeenDevice>();
  #lastId = 0;

  constructor({ memory, clock, heartbeatIntervalS }: { memory: NodeMemory; clock: Clock; heartbeatIntervalS: number }) {
    this.#memory = memory;
    this.#heartbeatIntervalS = heartbeatIntervalS;
    this.#hearingSince = clock.now();
    const kept = keptSchema.safeParse(memory.get(KEY));
    if (!kept.success) return;
    this.#lastId = kept.data.lastId;
    for (const [deviceId, device] of Object.entries(kept.data.devices)) this.#devices.set(deviceId, device);
  }

  heard(deviceId: string, at: Date): Promise<Notice | undefined> | undefined {
    const outage = this.#devices.get(deviceId)?.outage ?? null;
    this.#devices.set(deviceId, { lastSeenAt: at, outage: null });
    this.#keep();
    if (outage === null) return undefined;
    return Promise.resolve(noticeOf(outage, 'online', deviceId, onlineMessage(deviceId)));
  }

  async sweep(now: Date, missedHeartbeats: number): Promise<Notice[]> {
    const silentS = missedHeartbeats * this.#heartbeatIntervalS;
    const overdue = [...this.#devices].filter(([, { lastSeenAt, outage }]) =>
      isOverdue({ status: outage === null ? 'online' : 'offline', lastSeenAt }, now, this.#hearingSince, silentS),
    );
    const notices = overdue.map(([deviceId, device]) => {
      this.#lastId += 1;
      device.outage = this.#lastId;
      const spanS = (now.getTime() - device.lastSeenAt.getTime()) / 1000;
      return noticeOf(this.#lastId, 'offline', deviceId, offlineMessage(deviceId, spanS));
    });
    if (notices.length > 0) this.#keep();
    return notices;
  }

  counts(): { online: number; offline: number } {
    const offline = [...this.#devices.values()].filter(({ outage }) => outage !== null).length;
    return { online: this.#devices.size - offline, offline };
  }

  #keep(): void {
    const devices = Object.fromEntries(this.#devices);
    this.#memory.set(KEY, JSON.parse(JSON.stringify({ lastId: this.#lastId, devices })));
  }
}

const noticeOf = (alertId: number, kind: NoticeKind, deviceId: string, message: string): Notice => ({
  id: `${alertId}-${kind}`,
  alertId,
  kind,
  message,
  plantId: null,
  deviceId,
});
