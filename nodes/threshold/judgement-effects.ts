import type { Metric } from '@plantops/shared/metrics.ts';
import type { AlertStates, LatestValue, Notice } from '@plantops/shared/ports.ts';
import type { Limits } from '@plantops/shared/thresholds.ts';
import { breachMessage, type Judgement, recoveryMessage } from './core.ts';

/** What was judged: a value of one metric of one plant, against its limits. */
export interface JudgedValue {
  plantId: string;
  metric: Metric;
  /** Undefined if no device measures the metric (any more). */
  latest: LatestValue | undefined;
  limits: Limits;
}

/**
 * Records what a judgement means for the alert.
 * @returns the notice to send; undefined immediately if nothing changes, which is the usual case
 */
export function carryOut(
  judgement: Judgement,
  { plantId, metric, latest, limits }: JudgedValue,
  alerts: AlertStates,
  { now, cooldownS }: { now: Date; cooldownS: number },
): Promise<Notice | undefined> | undefined {
  if (judgement.action === 'none') return undefined;
  const recovery = () => {
    const direction = alerts.state(plantId, metric).open?.direction ?? 'min';
    const message = latest
      ? recoveryMessage(metric, latest.value, direction, limits)
      : `${metric} is not measured any more`;
    return { plantId, metric, message, at: now };
  };
  if (judgement.action === 'close') return alerts.close(judgement.alertId, recovery(), judgement.notify);
  // All remaining judgements are about a value.
  if (!latest) return undefined;
  const { value, deviceId, at: measuredAt } = latest;
  const { direction, threshold } = judgement;
  const message = breachMessage(metric, value, judgement);
  const breach = { plantId, deviceId, metric, value, threshold, direction, message, measuredAt, at: now };
  switch (judgement.action) {
    case 'remind':
      return alerts.remind(judgement.alertId, breach, cooldownS);
    case 'restate':
      return alerts.restate(judgement.alertId, breach, judgement.isNews);
    case 'open': {
      const { notify, replaces } = judgement;
      if (replaces === undefined) return alerts.open(breach, notify);
      return alerts.close(replaces, recovery(), false).then(() => alerts.open(breach, notify));
    }
  }
}
