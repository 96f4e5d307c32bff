import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import { TodayList, type TodayListOptions } from './today-list.ts';
import { TodayTasks, type TodayTasksOptions } from './today-tasks.ts';
import { TodayWatch } from './today-watch.ts';

export interface TodayNeeds
  extends
    Pick<TodayListOptions, 'alerts' | 'display' | 'bus'>,
    Pick<TodayTasksOptions, 'diagnoses' | 'intervals' | 'isUpgradeProposed' | 'timeZone'> {
  database: Database;
  clock: Clock;
  log: Logger;
}

/** What there is to do today, over all plants. Opened after the rooms that it asks. */
export function openToday({ alerts, display, log, ...options }: TodayNeeds) {
  const tasks = new TodayTasks(options);
  const watch = new TodayWatch({ ...options, tasks, log });
  return { list: new TodayList({ ...options, tasks, alerts, display }), watch };
}
