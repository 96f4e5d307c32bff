import type { Alert, NoticeRecord } from '@plantops/shared/api/alerts.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Queryable } from '../../db/pool.ts';
import * as repository from '../../db/repositories/alerts.ts';
import { listNotices, type NoticeFilter } from '../../db/repositories/notices.ts';
import type { LiveEvents } from '../live/live-events.ts';

/** What can be done with alerts that were raised. */
export class AlertList {
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
    return this.#announced(id, await repository.acknowledgeAlert(this.#database, id));
  }

  /** @throws ProblemError `alert_not_found` */
  async unacknowledge(id: number): Promise<Alert> {
    return this.#announced(id, await repository.unacknowledgeAlert(this.#database, id));
  }

  /** Messages about alerts, newest first. @throws ProblemError `invalid_request` when the cursor is no notice's id */
  async notices(filter: NoticeFilter): Promise<NoticeRecord[]> {
    const notices = await listNotices(this.#database, filter);
    if (notices) return notices;
    throw new ProblemError('invalid_request', 'The cursor is not one of this list', [
      { pointer: '/cursor', detail: 'is not the id of a notice' },
    ]);
  }

  /** Tells live readers how alerts are now. */
  async announce(ids: number[]): Promise<Alert[]> {
    const alerts = await repository.findAlerts(this.#database, ids);
    for (const data of alerts) this.#live.publish({ name: 'alert', data });
    return alerts;
  }

  async #announced(id: number, found: boolean): Promise<Alert> {
    const [alert] = found ? await this.announce([id]) : [];
    if (!alert) throw new ProblemError('alert_not_found', `There is no alert ${id}`);
    return alert;
  }
}
