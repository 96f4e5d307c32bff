import type { Clock } from '@plantops/shared/clock.ts';
import type { Notice, NoticeKind, Presence, PresenceFacts } from '@plantops/shared/ports.ts';
import { z } from 'zod';
import { disconnectedMessage, isOverdue, offlineMessage, onlineMessage } from '../presence/core.ts';
import { type DeviceRhythm, newDeviceRhythm, noteHeard, tellAfterS } from '../presence/rhythm.ts';
import type { NodeMemory } from '../runtime/node-red.ts';

const keptSchema = z.object({
  lastId: z.number(),
  devices: z.record(
    z.string(),
    z.object({
      lastSeenAt: z.coerce.date(),
      outage: z.number().nullable(),
      givenS: z.number().nullish(),
      learnedS: z.number().nullish(),
      sendsHeartbeats: z.boolean().default(false),
      hasMeasured: z.boolean().default(false),
      rhythm: z
        .object({
          lastAtMs: z.number().optional(),
          gaps: z.array(z.number()),
          pause: z.object({ lengthS: z.number(), untilMs: z.number() }).optional(),
        })
        .default({ gaps: [] }),
    }),
  ),
});
const KEY = 'devices';

interface SeenDevice extends DeviceRhythm {
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

  heard(deviceId: string, at: Date, facts: PresenceFacts = {}): Promise<Notice | undefined> | undefined {
    const device = this.#devices.get(deviceId) ?? { ...newDeviceRhythm(), lastSeenAt: at, outage: null };
    const { outage } = device;
    noteHeard(device, facts, at.getTime(), this.#hearingSince.getTime(), this.#heartbeatIntervalS);
    this.#devices.set(deviceId, Object.assign(device, { lastSeenAt: at, outage: null }));
    this.#keep();
    if (outage === null) return undefined;
    return Promise.resolve(noticeOf(outage, 'online', deviceId, onlineMessage(deviceId)));
  }

  said(deviceId: string, status: 'online' | 'offline', at: Date): Promise<Notice | undefined> | undefined {
    if (status === 'online') return this.heard(deviceId, at);
    const device = this.#devices.get(deviceId);
    if (!device || device.outage !== null || device.lastSeenAt > at) return undefined;
    const notice = this.#outage(deviceId, device, disconnectedMessage(deviceId));
    this.#keep();
    return Promise.resolve(notice);
  }

  async sweep(now: Date, missedIntervals: number): Promise<Notice[]> {
    const overdue = [...this.#devices].filter(([, device]) => {
      const status = device.outage === null ? 'online' : 'offline';
      const silentS = tellAfterS(device, missedIntervals, this.#heartbeatIntervalS);
      return isOverdue({ status, lastSeenAt: device.lastSeenAt }, now, this.#hearingSince, silentS);
    });
    const notices = overdue.map(([deviceId, device]) => {
      const spanS = (now.getTime() - device.lastSeenAt.getTime()) / 1000;
      return this.#outage(deviceId, device, offlineMessage(deviceId, spanS));
    });
    if (notices.length > 0) this.#keep();
    return notices;
  }

  counts(): { online: number; offline: number } {
    const offline = [...this.#devices.values()].filter(({ outage }) => outage !== null).length;
    return { online: this.#devices.size - offline, offline };
  }

  #outage(deviceId: string, device: SeenDevice, message: string): Notice {
    this.#lastId += 1;
    device.outage = this.#lastId;
    return noticeOf(this.#lastId, 'offline', deviceId, message);
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
