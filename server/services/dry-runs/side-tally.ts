import type { DrySide } from '@plantops/shared/api/dry-runs.ts';
import type { Closing, DryAlert, Happened } from '../../port/dry-offers.ts';

/** An alert from its opening to its end. */
export interface RunAlert extends Pick<DryAlert, 'plantId' | 'deviceId' | 'metric' | 'direction' | 'message'> {
  openedAt: number;
  /** undefined: it was open at the end. */
  closedAt: number | undefined;
}

/** So many alerts of a run are remembered; more are counted only. */
const REMEMBERED_ALERTS = 5000;
/** So many different reasons of rejections are told apart: a reason may hold a value. */
const MOST_REASONS = 100;
const OTHER_REASONS = 'other reasons';

type Place = DrySide['set_aside'][number];

function countPlace(
  places: Map<string, Place>,
  { nodeId, node, reason }: { nodeId: string; node: string; reason: string },
) {
  const before = places.get(nodeId);
  places.set(nodeId, { node_id: nodeId, node, reason, count: (before?.count ?? 0) + 1 });
}

const byCount = (one: { count: number }, other: { count: number }): number => other.count - one.count;

/** Adds up what became of messages in one version of the flows. */
export class SideTally {
  readonly alerts: RunAlert[] = [];
  readonly #open = new Map<number, RunAlert>();
  readonly #rejected = new Map<string, number>();
  readonly #setAside = new Map<string, Place>();
  readonly #letGo = new Map<string, Place>();
  #counts = { stored: 0, repeated: 0, made: 0, alerts_opened: 0, alerts_closed: 0, notices: 0, commands: 0 };
  #closing: Pick<Closing, 'notActed' | 'waiting' | 'errors'> = { notActed: [], waiting: [], errors: [] };
  problems: string[] = [];
  stopped: string | undefined;

  take({ fates, alerts, notices, commands, stopped }: Happened): void {
    const counts = this.#counts;
    for (const { number, stored, repeated, rejected, setAside, letGo } of fates) {
      if (number === 0) counts.made += stored.length;
      else counts.stored += stored.length;
      counts.repeated += repeated;
      for (const reason of rejected) this.#reject(reason);
      if (setAside) countPlace(this.#setAside, setAside);
      if (letGo) countPlace(this.#letGo, letGo);
    }
    for (const alert of alerts) this.#alert(alert);
    counts.notices += notices.length;
    counts.commands += commands.length;
    this.stopped ??= stopped;
  }

  /** Adds what is said only once, at the end. */
  close(closing: Pick<Closing, 'notActed' | 'waiting' | 'errors'>): void {
    this.#closing = closing;
  }

  get side(): DrySide {
    const { notActed, waiting, errors } = this.#closing;
    return {
      ...this.#counts,
      rejected: [...this.#rejected].map(([reason, count]) => ({ reason, count })).sort(byCount),
      set_aside: [...this.#setAside.values()].sort(byCount),
      let_go: [...this.#letGo.values()].sort(byCount),
      waiting: waiting.map(({ nodeId, node, count }) => ({ node_id: nodeId, node, count })),
      not_acted: notActed.map(({ nodeId, node, count }) => ({ node_id: nodeId, node, count })),
      errors: errors.map(({ nodeId, node, count, text }) => ({ node_id: nodeId, node, count, text })),
      problems: this.problems,
      stopped: this.stopped ?? null,
    };
  }

  #reject(reason: string): void {
    const key = this.#rejected.has(reason) || this.#rejected.size < MOST_REASONS ? reason : OTHER_REASONS;
    this.#rejected.set(key, (this.#rejected.get(key) ?? 0) + 1);
  }

  #alert({ change, alertId, at, plantId, deviceId, metric, direction, message }: DryAlert): void {
    if (change === 'opened') {
      this.#counts.alerts_opened += 1;
      const alert: RunAlert = { plantId, deviceId, metric, direction, message, openedAt: at, closedAt: undefined };
      this.#open.set(alertId, alert);
      if (this.alerts.length < REMEMBERED_ALERTS) this.alerts.push(alert);
    } else if (change === 'closed') {
      this.#counts.alerts_closed += 1;
      const alert = this.#open.get(alertId);
      if (alert) alert.closedAt = at;
      this.#open.delete(alertId);
    }
  }
}
