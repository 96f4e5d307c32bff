import type { Today, TodayTask } from '@plantops/shared/api/today.ts';
import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Device } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import { dateIn } from '@plantops/shared/diagnosis/day-of.ts';
import type { Queryable } from '../../db/pool.ts';
import { listAlerts } from '../../db/repositories/alerts.ts';
import { findDevices } from '../../db/repositories/devices.ts';
import { listFindings } from '../../db/repositories/findings.ts';
import { listRooms } from '../../db/repositories/plant-rooms.ts';
import { listPlants } from '../../db/repositories/plants.ts';
import { listTodayMarks, type TodayMark } from '../../db/repositories/today-marks.ts';
import type { DiagnosisKeeper } from '../diagnosis/diagnosis-keeper.ts';
import type { CareIntervals } from '../plants/care-intervals.ts';
import { tasksOfAlerts } from './alert-tasks.ts';
import { tasksOfChores } from './chore-tasks.ts';
import { tasksOfPlant } from './plant-tasks.ts';
import { quietOf } from './said-of-tasks.ts';
import { rankOf, type Task } from './task.ts';
import { upgradeTask } from './upgrade-task.ts';

/** Plants are read by pages of this size; open alerts beyond the most are hardly read by anybody. */
const PAGE = 1000;
const MOST_ALERTS = 2000;

export interface TodayTasksOptions {
  database: Queryable;
  diagnoses: Pick<DiagnosisKeeper, 'of' | 'withVerdicts'>;
  /** Care that is due by the owner's own intervals. */
  intervals: Pick<CareIntervals, 'due'>;
  /** Whether an upgrade proposes flows. */
  isUpgradeProposed: () => boolean;
  /** The zone whose days count (IANA name). */
  timeZone: () => string;
  clock: Clock;
}

/** A task with what was said of it. */
export interface KnownTask {
  task: Task;
  mark: TodayMark | undefined;
  quiet: TodayTask['quiet'];
}

/** All tasks of a moment, and what stands behind them. */
export interface TasksNow {
  now: Date;
  /** The day where the plants stand. */
  today: string;
  /** In the order in which they are seen to. */
  tasks: readonly KnownTask[];
  marks: readonly TodayMark[];
  checked: Today['checked'];
  next: Today['next'];
  isJudged: (plantId: string) => boolean;
}

async function allPlants(database: Queryable): Promise<Plant[]> {
  const plants: Plant[] = [];
  for (;;) {
    const page = await listPlants(database, { after: plants.at(-1)?.id, limit: PAGE });
    plants.push(...page);
    if (page.length < PAGE) return plants;
  }
}

/** The next watering after today that rests on more than what is usual for a kind. */
function nextWatering(judged: readonly (readonly [Plant, Diagnosis])[], today: string): Today['next'] {
  const known = judged.flatMap(([{ id, name, last_watered_at: wateredAt }, { watering }]) =>
    watering.next !== null && watering.next > today && (watering.soil !== null || wateredAt !== null)
      ? { plant_id: id, name, day: watering.next }
      : [],
  );
  return known.toSorted((a, b) => a.day.localeCompare(b.day) || a.name.localeCompare(b.name))[0] ?? null;
}

/**
 * By rooms as they are walked through, what is in none last; in each by urgency, and of equal ones what belongs to one
 * plant together.
 */
const inOrder =
  (rooms: ReadonlyMap<string | null, number>) =>
  (one: KnownTask, other: KnownTask): number =>
    (rooms.get(one.task.roomId) ?? rooms.size) - (rooms.get(other.task.roomId) ?? rooms.size) ||
    rankOf(one.task.urgency) - rankOf(other.task.urgency) ||
    (one.task.name ?? '').localeCompare(other.task.name ?? '') ||
    one.task.id.localeCompare(other.task.id);

/**
 * What there is to do, over all plants: from their diagnoses as they are kept, open alerts and the flows. Nothing is
 * judged here.
 */
export class TodayTasks {
  readonly #options: TodayTasksOptions;

  constructor(options: TodayTasksOptions) {
    this.#options = options;
  }

  async gather(): Promise<TasksNow> {
    const { database, diagnoses, clock, timeZone } = this.#options;
    const plants = await diagnoses.withVerdicts(await allPlants(database));
    const [rooms, due, alerts, findings, marks] = await Promise.all([
      listRooms(database),
      this.#options.intervals.due(),
      listAlerts(database, { open: true, limit: MOST_ALERTS }),
      listFindings(database),
      listTodayMarks(database),
    ]);
    const now = clock.now();
    const today = dateIn(now.toISOString(), timeZone());
    const devices = await this.#devicesOf(alerts);
    // What is told of a device belongs to the plant that it watches.
    const plantIdOf = (alert: Alert): string | null =>
      alert.plant_id ?? devices.get(alert.device_id ?? '')?.plant_id ?? null;
    const alertsOf = Map.groupBy(alerts, plantIdOf);
    const judged = plants.flatMap((plant) => {
      const diagnosis = diagnoses.of(plant.id);
      return diagnosis ? [[plant, diagnosis] as const] : [];
    });
    const ids = new Set(judged.map(([{ id }]) => id));
    const made = judged.map(([plant, diagnosis]) =>
      tasksOfPlant({ plant, diagnosis, alerts: alertsOf.get(plant.id) ?? [], findings }),
    );
    const left = [...made.flatMap((one) => one.left), ...alerts.filter((alert) => !ids.has(plantIdOf(alert) ?? ''))];
    const plantOf = new Map(plants.map((plant) => [plant.id, plant]));
    const chores = plants.flatMap((plant) =>
      tasksOfChores(plant, due.get(plant.id) ?? [], diagnoses.of(plant.id)?.asks ?? []),
    );
    // What the owner planned counts for more than what is usual.
    const planned = new Set(chores.map(({ id }) => id));
    const tasks = [
      ...made.flatMap((one) => one.tasks).filter(({ id }) => !planned.has(id)),
      ...chores,
      ...tasksOfAlerts(left, (alert) => {
        const plant = plantOf.get(plantIdOf(alert) ?? '');
        const device = devices.get(alert.device_id ?? '');
        return {
          plantId: plant?.id ?? null,
          plant: plant?.name ?? null,
          roomId: plant?.room_id ?? null,
          device: device === undefined ? null : (device.name ?? device.mac_address),
        };
      }),
      ...(this.#options.isUpgradeProposed() ? [upgradeTask] : []),
    ];
    const markOf = new Map(marks.map((mark) => [mark.taskId, mark]));
    const levels = judged.map(([, { level }]) => level);
    return {
      now,
      today,
      tasks: tasks
        .map((task) => ({ task, mark: markOf.get(task.id), quiet: quietOf(task, markOf.get(task.id), now) }))
        .sort(inOrder(new Map(rooms.map(({ id, position }) => [id, position])))),
      marks,
      checked: {
        plants: plants.length,
        well: levels.filter((level) => level === 'well').length,
        unknown: levels.filter((level) => level === 'unknown').length,
        not_judged: plants.length - judged.length,
      },
      next: nextWatering(judged, today),
      isJudged: (plantId) => ids.has(plantId),
    };
  }

  async #devicesOf(alerts: readonly Alert[]): Promise<ReadonlyMap<string, Device>> {
    const ids = [...new Set(alerts.flatMap(({ device_id: id }) => id ?? []))];
    const devices = ids.length === 0 ? [] : await findDevices(this.#options.database, ids);
    return new Map(devices.map((device) => [device.id, device]));
  }
}
