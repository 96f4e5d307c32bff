import type { MessagePart, PlantOpsServices } from '@plantops/shared/ports.ts';
import type { Said, SensorSaid, Translation } from '../dialects/dialect.ts';
import { metricsOf, partsOf, signOfLife } from './parts.ts';

/** What became of a message: what its sensors would have published, or why nothing. */
export interface Heard {
  parts: MessagePart[];
  reason: string;
  /** The name of a sensor that has to wait until it may become a device. */
  waiting: string | undefined;
}

type Services = Pick<PlantOpsServices, 'sensors' | 'presence' | 'findings' | 'clock'>;

/** A gateway counts as heard with each message; so often is enough to tell (ms). */
const SIGN_EVERY_MS = 10_000;

const REASONS = {
  ignored: 'the owner has removed this sensor',
  empty: 'it is no sensor that has measured something of a plant',
  many: 'its gateway has too many new sensors just now',
} as const;

/** Takes what messages of gateways mean to where it belongs: sensors become devices, presence is noted. */
export class GatewayEars {
  readonly #services: Services;
  readonly #fail: (failure: unknown) => void;
  readonly #signsMs = new Map<string, number>();

  /** @param fail is told of a failure that no message waits for */
  constructor(services: Services, fail: (failure: unknown) => void) {
    this.#services = services;
    this.#fail = fail;
  }

  async hear(gatewayId: string, { dialect, sensors, gateway, roster, renamed }: Said, at: Date): Promise<Heard> {
    if (gateway === 'offline') this.#offline(gatewayId, at);
    if (renamed) this.#services.sensors.renamed(gatewayId, renamed.from, renamed.to);
    if (roster)
      for (const deviceId of this.#services.sensors.listed(gatewayId, roster)) {
        this.#services.findings.note(deviceId, { code: 'gone_at_gateway' });
        this.#offline(deviceId, at);
      }
    const heard: Heard = { parts: [], reason: 'it tells nothing new', waiting: undefined };
    for (const sensor of sensors) await this.#hearSensor(gatewayId, sensor, dialect, at, heard);
    return heard;
  }

  /** A sign of life of the gateway, now and then; a message that it is gone is none. */
  signIfDue(gatewayId: string, translation: Translation): MessagePart | undefined {
    const says = 'sensors' in translation ? translation.gateway : undefined;
    const now = this.#services.clock.elapsedMs();
    const isRecent = now - (this.#signsMs.get(gatewayId) ?? Number.NEGATIVE_INFINITY) < SIGN_EVERY_MS;
    if (says === 'offline' || (isRecent && says !== 'online')) return undefined;
    this.#signsMs.set(gatewayId, now);
    return signOfLife(gatewayId);
  }

  async #hearSensor(gatewayId: string, sensor: SensorSaid, dialect: string, at: Date, heard: Heard): Promise<void> {
    const { sensors, findings } = this.#services;
    const metrics = metricsOf(sensor);
    const known = sensors.find(gatewayId, sensor, metrics);
    // Most messages are of sensors that are known, and wait for nothing.
    const admission =
      known === undefined ? await sensors.admit(gatewayId, sensor, metrics, dialect) : { deviceId: known };
    if ('refused' in admission) {
      heard.reason = REASONS[admission.refused];
      if (admission.refused === 'many') heard.waiting = sensor.name;
      return;
    }
    const { deviceId } = admission;
    if (sensor.presence === 'offline') this.#offline(deviceId, at);
    const parts = partsOf(deviceId, sensor);
    if (parts.length > 0) findings.clear(deviceId, 'gone_at_gateway');
    heard.parts.push(...parts);
  }

  /** Whoever watches presence tells the owner; the message does not wait for it. */
  #offline(deviceId: string, at: Date): void {
    this.#signsMs.delete(deviceId);
    this.#services.presence.said(deviceId, 'offline', at)?.catch(this.#fail);
  }
}
