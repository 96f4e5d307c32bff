import { defineNode } from '../runtime/define-node.ts';
import { expectReading } from '../runtime/message-guards.ts';
import type { Send } from '../runtime/node-red.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import type { Notice } from '@plantops/shared/ports.ts';
import type { Limits } from '@plantops/shared/thresholds.ts';
import { thresholdConfig } from './config.ts';
import { breachMessage, isCurrent, judge, type JudgeOptions, recoveryMessage } from './core.ts';
import { KeyedQueue } from './keyed-queue.ts';

export default defineNode({
  type: 'plantops-threshold',
  label: 'threshold',
  colour: '#ead08a',
  inputs: 1,
  outputs: ['notice'],
  config: thresholdConfig,
  start({ config, services, send, fail }) {
    const { alerts, clock, directory, heartbeatIntervalS, outbox } = services;
    // Asked at each judgement: the owner may change the cooldown while flows run.
    const judgeOptions = (): JudgeOptions => ({
      hysteresisPct: config.hysteresisPct,
      cooldownS: config.cooldownS ?? services.alertCooldownS(),
    });
    const queue = new KeyedQueue();

    /** Judges one value; returns a promise only where the alert's state must change. */
    function judgeValue(
      reading: Reading,
      plantId: string,
      metric: Metric,
      value: number,
      limits: Limits,
    ): Promise<Notice | undefined> | undefined {
      const now = clock.now();
      const options = judgeOptions();
      const state = alerts.state(plantId, metric);
      if (!isCurrent(reading.time, state.judgedUntil, now, heartbeatIntervalS)) return undefined;
      alerts.judged(plantId, metric, reading.time);
      const judgement = judge(value, limits, state, options, now);
      switch (judgement.action) {
        case 'none':
          return undefined;
        case 'close':
          return alerts.close(
            judgement.alertId,
            { plantId, metric, message: recoveryMessage(metric, value), at: now },
            judgement.notify,
          );
        case 'open':
        case 'remind': {
          const { direction, threshold } = judgement;
          const breach = {
            plantId,
            deviceId: reading.deviceId,
            metric,
            value,
            threshold,
            direction,
            message: breachMessage(metric, value, judgement),
            at: now,
          };
          if (judgement.action === 'remind') return alerts.remind(judgement.alertId, breach, options.cooldownS);
          const { replaces } = judgement;
          if (replaces === undefined) return alerts.open(breach, judgement.notify);
          return alerts
            .close(replaces, { plantId, metric, message: recoveryMessage(metric, value), at: now }, false)
            .then(() => alerts.open(breach, judgement.notify));
        }
      }
    }

    // Notices that were made just before the process ended never reached the next node: they set out again.
    outbox.unreleased().then(
      (notices) => notices.forEach((notice) => send({ topic: notice.kind, payload: notice })),
      (failure: unknown) => fail(failure),
    );

    function deliver(notice: Notice | undefined, plant: unknown, sendOn: Send): void {
      if (notice) sendOn({ topic: notice.kind, payload: notice, plant });
    }

    return {
      input(message, sendOn) {
        const reading = expectReading(message.payload);
        const plant = directory.find(reading.deviceId)?.plant;
        if (!plant || plant.id !== reading.plantId) return;
        const changes: Promise<void>[] = [];
        for (const metric of METRIC_NAMES) {
          const value = reading.values[metric];
          if (value === undefined) continue;
          const limits = plant.thresholds[metric] ?? {};
          const pending = queue.run(`${plant.id} ${metric}`, () =>
            judgeValue(reading, plant.id, metric, value, limits),
          );
          if (pending) changes.push(pending.then((notice) => deliver(notice, message.plant, sendOn)));
        }
        if (changes.length > 0) return Promise.all(changes).then(() => undefined);
      },
      status() {
        const open = alerts.openCount();
        return open > 0 ? { text: `${open} open`, alarm: true } : 'all in range';
      },
    };
  },
});
