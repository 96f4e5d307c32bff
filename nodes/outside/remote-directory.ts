import type { Clock } from '@plantops/shared/clock.ts';
import { combineSchema } from '@plantops/shared/judging/combine.ts';
import type { DeviceContext, DeviceDirectory } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { thresholdsSchema } from '@plantops/shared/thresholds.ts';
import { z } from 'zod';
import { pathTo, type Rest } from './rest.ts';

/** How long what a server said of a device counts. After that, moved devices and new limits are seen. */
export const FRESH_MS = 30_000;

const deviceAnswer = z.object({ id: z.string(), name: z.string().nullable(), plant_id: z.string().nullable() });
const plantAnswer = z.object({
  id: z.string(),
  name: z.string(),
  thresholds: thresholdsSchema,
  combine: combineSchema.optional(),
});

interface Known {
  device: DeviceContext | undefined;
  atMs: number;
}

/** Devices and their plants, asked of a PlantOps server and remembered for half a minute. */
export class RemoteDirectory implements DeviceDirectory {
  readonly #rest: Pick<Rest, 'get'>;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Promise<DeviceContext | undefined>>();

  constructor({ rest, clock }: { rest: Pick<Rest, 'get'>; clock: Clock }) {
    this.#rest = rest;
    this.#clock = clock;
  }

  find(deviceId: string): DeviceContext | undefined {
    const known = this.#known.get(deviceId);
    return known && this.#clock.elapsedMs() - known.atMs < FRESH_MS ? known.device : undefined;
  }

  /** Messages of a device that come together share one question. @throws Error if the server does not answer */
  lookUp(deviceId: string): Promise<DeviceContext | undefined> {
    const asked = this.#asked.get(deviceId) ?? this.#ask(deviceId).finally(() => this.#asked.delete(deviceId));
    this.#asked.set(deviceId, asked);
    return asked;
  }

  async #ask(deviceId: string): Promise<DeviceContext | undefined> {
    const device = await this.#read(deviceId);
    this.#known.set(deviceId, { device, atMs: this.#clock.elapsedMs() });
    return device;
  }

  async #read(deviceId: string): Promise<DeviceContext | undefined> {
    try {
      const device = await this.#rest.get({ path: pathTo('api', 'devices', deviceId), answer: deviceAnswer });
      const plant =
        device.plant_id === null
          ? null
          : await this.#rest.get({ path: pathTo('api', 'plants', device.plant_id), answer: plantAnswer });
      return { deviceId, name: device.name, plant };
    } catch (failure) {
      if (failure instanceof ProblemError && failure.status === 404) return undefined;
      throw failure;
    }
  }
}
