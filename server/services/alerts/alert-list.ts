import type { Alert, NoticeRecord } from '@plantops/shared/api/alerts.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Queryable } from '../../db/pool.ts';
import * as repository from '../../db/repositories/alerts.ts';
import { findPlants } from '../../db/repositories/plants.ts';
import { listNotices, type NoticeFilter } from '../../db/repositories/notices.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

/** Lists and acknowledges alerts for the owner. */
export class AlertList {
  readonly #database: Queryable;
  readonly #bus: ChangeBus;

  constructor({ database, bus }: { database: Queryable; bus: ChangeBus }) {
    this.#database = database;
    this.#bus = bus;
  }

  list(filter: repository.AlertFilter): Promise<Alert[]> {
    return repository.listAlerts(this.#database, filter);
  }

  /** @throws ProblemError `alert_not_found` */
  async acknowledge(id: number): Promise<Alert> {
    const [alert] = await repository.findAlerts(this.#database, [id]);
    const [plant] = alert?.plant_id && alert.metric ? await findPlants(this.#database, [alert.plant_id]) : [];
    const value = (alert?.metric && plant?.latest?.[alert.metric]) ?? null;
    return this.#changed(id, await repository.acknowledgeAlert(this.#database, id, value));
  }

  /** @throws ProblemError `alert_not_found` */
  async unacknowledge(id: number): Promise<Alert> {
    return this.#changed(id, await repository.unacknowledgeAlert(this.#database, id));
  }

  /** Messages about alerts, newest first. @throws ProblemError `invalid_request` if the cursor is not a notice's id */
  async notices(filter: NoticeFilter): Promise<NoticeRecord[]> {
    const notices = await listNotices(this.#database, filter);
    if (notices) return notices;
    throw new ProblemError('invalid_request', 'The cursor is not one of this list', [
      { pointer: '/cursor', detail: 'is not the id of a notice' },
    ]);
  }

  async #changed(id: number, isFound: boolean): Promise<Alert> {
    if (isFound) await this.#bus.publish('alerts_acknowledged', { alertIds: [id] });
    const [alert] = isFound ? await repository.findAlerts(this.#database, [id]) : [];
    if (!alert) throw new ProblemError('alert_not_found', `There is no alert ${id}`);
    return alert;
  }
}
