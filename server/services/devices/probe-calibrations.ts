import {
  type Calibration,
  type CalibrationPreview,
  pointsOf,
  type PreviewCalibration,
  type SetCalibration,
} from '@plantops/shared/calibration.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import * as repository from '../../db/repositories/calibrations.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { Devices } from './devices.ts';

export interface ProbeCalibrationsOptions {
  database: Database;
  /** The pool for what takes long. */
  bulk: Database;
  devices: Pick<Devices, 'get'>;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/**
 * Calibrations of probes as the owner sets them. Stored values are made anew in the background, a day of one device at a
 * time; what is left when the process ends goes on at the next start.
 */
export class ProbeCalibrations {
  readonly #options: ProbeCalibrationsOptions;
  #running: Promise<void> | undefined;
  #stopping = false;

  constructor(options: ProbeCalibrationsOptions) {
    this.#options = options;
    options.bus.on('data_replaced', () => this.start());
  }

  /** Goes on with what the last run left. */
  start(): void {
    this.#running ??= this.#recalibrate()
      .catch((failure: unknown) =>
        this.#options.log.warn(
          { err: failure },
          'stored values are not all calibrated; that goes on at the next start',
        ),
      )
      .finally(() => {
        this.#running = undefined;
      });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  /** @throws ProblemError `device_not_found` */
  async list(deviceId: string): Promise<Calibration[]> {
    await this.#options.devices.get(deviceId);
    return repository.listCalibrations(this.#options.database, deviceId);
  }

  /** @throws ProblemError `device_not_found`, `invalid_request` for points that the metric cannot have */
  async preview(deviceId: string, metric: Metric, request: PreviewCalibration): Promise<CalibrationPreview> {
    const { bulk, devices, clock } = this.#options;
    await devices.get(deviceId);
    const points = checkedPoints(metric, request);
    return repository.previewCalibration(bulk, { deviceId, metric, points, to: clock.now() });
  }

  /** @throws ProblemError `device_not_found`, `invalid_request` for points that the metric cannot have */
  async set(
    deviceId: string,
    metric: Metric,
    { backwards = false, ...points }: SetCalibration,
  ): Promise<Calibration[]> {
    return this.#save(deviceId, metric, checkedPoints(metric, points), backwards);
  }

  /** Takes a calibration away; stored values become what the probe sent. @throws ProblemError `device_not_found` */
  remove(deviceId: string, metric: Metric): Promise<Calibration[]> {
    return this.#save(deviceId, metric, undefined, true);
  }

  async #save(
    deviceId: string,
    metric: Metric,
    points: ReturnType<typeof pointsOf> | undefined,
    backwards: boolean,
  ): Promise<Calibration[]> {
    const { database, devices, clock } = this.#options;
    await devices.get(deviceId);
    await repository.saveCalibration(database, { deviceId, metric, points, backwards, now: clock.now() });
    await this.#tell(deviceId, metric);
    if (backwards) this.start();
    return this.list(deviceId);
  }

  async #recalibrate(): Promise<void> {
    const { bulk } = this.#options;
    for (;;) {
      const [next] = await repository.listPendingCalibrations(bulk);
      if (!next) return;
      let isNewestDay = true;
      while (!this.#stopping && (await repository.recalibrateStep(bulk, next))) {
        // The value of now is the first that everybody looks at.
        if (isNewestDay) await this.#tell(next.deviceId, next.metric);
        isNewestDay = false;
      }
      if (this.#stopping) return;
    }
  }

  /** Has everybody know what a device measures from now on, and what its newest value is. */
  async #tell(deviceId: string, metric: Metric): Promise<void> {
    const { database, bus } = this.#options;
    const plantId = await repository.renewLatest(database, { deviceId, metric });
    await bus.publish('calibration_changed', { deviceIds: [deviceId], plantIds: plantId === null ? [] : [plantId] });
  }
}

/** @throws ProblemError `invalid_request` */
function checkedPoints(metric: Metric, request: PreviewCalibration): ReturnType<typeof pointsOf> {
  const points = pointsOf(request);
  const { min, max, unit } = METRICS[metric];
  const errors = (['dry_value', 'saturated_value'] as const).flatMap((field) => {
    const value = field === 'dry_value' ? points.dryValue : points.saturatedValue;
    return value >= min && value <= max
      ? []
      : [{ pointer: `/${field}`, detail: `must be ${min} to ${max} ${unit}`.trim() }];
  });
  if (points.dryValue === points.saturatedValue)
    errors.push({ pointer: '/saturated_value', detail: 'must not be the same as dry_value' });
  const [first] = errors;
  if (first)
    throw new ProblemError('invalid_request', `The body is not valid: ${first.pointer} ${first.detail}`, errors);
  return points;
}
