import type { Limits } from '@plantops/shared/thresholds.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { Notice, ReviewCause, ReviewedPlant } from '@plantops/shared/ports.ts';
import { notice as noticeMessage, reading } from '@plantops/shared/flows/message-types.ts';
import type { MessageOf } from '@plantops/shared/flows/message-type.ts';
import { defineNode } from '../runtime/define-node.ts';
import { thresholdConfig } from './config.ts';
import {
  isCurrent,
  isUneventful,
  judge,
  judgeAgain,
  type JudgeOptions,
  plantOfDevice,
  plantOfMessage,
} from './core.ts';
import { carryOut, type JudgedValue } from './judgement-effects.ts';
import { KeyedQueue } from './keyed-queue.ts';

const NO_LIMITS: Limits = {};

export default defineNode({
  type: 'plantops-threshold',
  label: { en: 'threshold', de: 'Grenzwerte' },
  colour: '#ead08a',
  input: reading,
  outputs: { notice: noticeMessage },
  outside: 'server or alone',
  batches: 'reads',
  needs: ['alerts', 'alertCooldownS', 'clock', 'directory', 'heartbeatIntervalS', 'outbox', 'plantValues', 'reviews'],
  config: thresholdConfig,
  start({ config, services, send, fail }) {
    const { alerts, clock, directory, heartbeatIntervalS, outbox, plantValues, reviews } = services;
    // Read at each judgement, because the owner may change the cooldown while flows run.
    const judgeOptions = (): JudgeOptions => ({
      hysteresisPct: config.hysteresisPct,
      cooldownS: config.cooldownS ?? services.alertCooldownS(),
    });
    /** Judges the values of one metric of one plant one after the other. */
    const queue = new KeyedQueue();

    /** Returns a promise only if the alert's state must change. */
    function judgeReading(judged: JudgedValue & { latest: object }): Promise<Notice | undefined> | undefined {
      const { plantId, metric, latest, limits } = judged;
      const now = clock.now();
      const options = judgeOptions();
      const state = alerts.state(plantId, metric);
      if (!isCurrent(latest.at, state.judgedUntil, now, heartbeatIntervalS)) return undefined;
      alerts.judged(plantId, metric, latest.at);
      return carryOut(judge(latest.value, limits, state, options, now), judged, alerts, { now, ...options });
    }

    /** Judges it after what is judged of the same metric and plant, and sends on what follows. */
    function judgeInTurn(
      judged: JudgedValue & { latest: object },
      message: MessageOf<typeof reading>,
      sendOn: typeof send,
    ): Promise<void> | undefined {
      const pending = queue.run(`${judged.plantId} ${judged.metric}`, () => judgeReading(judged));
      return pending?.then((notice) => {
        if (notice) sendOn('notice', { topic: notice.kind, payload: notice, plant: message.plant });
      });
    }

    /**
     * Judges a value of which nothing follows, as of nearly all, without making anything for it.
     * @returns whether it is judged
     */
    function isSettled(
      plantId: string,
      metric: Metric,
      { value, at }: { value: number; at: Date },
      limits: Limits,
      now: Date,
    ): boolean {
      if (!queue.isIdle) return false;
      const state = alerts.state(plantId, metric);
      if (!isUneventful(value, limits, state)) return false;
      if (isCurrent(at, state.judgedUntil, now, heartbeatIntervalS)) alerts.judged(plantId, metric, at);
      return true;
    }

    function judgeOnceMore(judged: JudgedValue, cause: ReviewCause): Promise<Notice | undefined> | undefined {
      const now = clock.now();
      const options = { ...judgeOptions(), heartbeatIntervalS, cause };
      const state = alerts.state(judged.plantId, judged.metric);
      const judgement = judgeAgain(judged.latest, judged.limits, state, options, now);
      return carryOut(judgement, judged, alerts, { now, ...options });
    }

    async function review({ id, name, thresholds, latest }: ReviewedPlant, cause: ReviewCause): Promise<void> {
      const judgeMetric = async (metric: Metric): Promise<void> => {
        const judged = { plantId: id, metric, latest: latest[metric], limits: thresholds[metric] ?? {} };
        const notice = await queue.run(`${id} ${metric}`, () => judgeOnceMore(judged, cause));
        if (notice) send('notice', { topic: notice.kind, payload: notice, plant: { id, name } });
      };
      await Promise.all(METRIC_NAMES.map(judgeMetric));
    }
    const stopReviews = reviews.serve(async (plants, cause) => {
      for (const plant of plants) await review(plant, cause).catch(fail);
    });

    // Notices made just before the process ended never reached the next node, so they are sent again.
    outbox.unreleased().then(
      (notices) => notices.forEach((notice) => send('notice', { topic: notice.kind, payload: notice })),
      (failure: unknown) => fail(failure),
    );

    return {
      input(message, sendOn) {
        const plant = directory.takesAny
          ? plantOfMessage(message.payload, message.plant, config.limits)
          : plantOfDevice(message.payload, message.plant, directory.find(message.payload.deviceId));
        if (!plant) return;
        const values = plantValues.fold(message.payload, plant);
        const changes: Promise<void>[] = [];
        const now = clock.now();
        for (const metric of METRIC_NAMES) {
          const latest = values[metric];
          if (!latest) continue;
          const limits = plant.limits[metric] ?? NO_LIMITS;
          if (isSettled(plant.id, metric, latest, limits, now)) continue;
          const change = judgeInTurn({ plantId: plant.id, metric, latest, limits }, message, sendOn);
          if (change) changes.push(change);
        }
        if (changes.length > 0) return Promise.all(changes).then(() => undefined);
      },
      close: stopReviews,
      status() {
        const open = alerts.openCount();
        return open > 0 ? { text: `${open} open`, alarm: true } : 'all in range';
      },
    };
  },
});
