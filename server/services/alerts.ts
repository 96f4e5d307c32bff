import type { Alert } from '@plantops/nodes/shared/api.ts';
import { ProblemError } from '@plantops/nodes/shared/problem.ts';
import type { Queryable } from '../db/pool.ts';
import * as repository from '../db/repositories/alerts.ts';
import type { LiveEvents } from './live-events.ts';

/** What can be done with alerts that were raised. */
export class Alerts {
  readonly #database: Queryable;
  readonly #live: LiveEvents;

  constructor(database: Queryable, live: LiveEvents) {
    this.#database = database;
    this.#live = live;
  }

  list(filter: repository.AlertFilter): Promise<Alert[]> {
    return repository.listAlerts(this.#database, filter);
  }

  /** @throws ProblemError `alert_not_found` */
  async acknowledge(id: number): Promise<Alert> {
    if (!(await repository.acknowledgeAlert(this.#database, id))) throw new ProblemError('alert_not_found', `There is no alert ${id}`);
    const [alert] = await this.announce([id]);
    if (!alert) throw new ProblemError('alert_not_found', `There is no alert ${id}`);
    return alert;
  }

  /** Tells live readers how alerts are now. */
  async announce(ids: number[]): Promise<Alert[]> {
    const alerts = await repository.findAlerts(this.#database, ids);
    for (const data of alerts) this.#live.publish({ name: 'alert', data });
    return alerts;
  }
}
