/** What `/api/events` streams: each event's name and the shape of its JSON data. */
import { z } from 'zod';
import { durabilitySchema } from './api/durability.ts';
import { alertSchema } from './api/alerts.ts';
import { flowStateSchema } from './api/flows.ts';
import { deviceSchema } from './api/devices.ts';
import { plantSchema } from './api/plants.ts';
import { roomSchema } from './api/rooms.ts';
import { carePlanSchema, careProgressSchema } from './care/care-plan.ts';
import { plantQuestionSchema, removedQuestionSchema } from './care/question.ts';
import { perMetric } from './metrics.ts';

export const readingEventSchema = z
  .strictObject({
    device_id: z.string(),
    plant_id: z.string().nullable(),
    time: z.iso.datetime(),
    ...perMetric(() => z.number().optional()),
    plant_values: z
      .strictObject(perMetric(() => z.number().optional()))
      .optional()
      .meta({
        description: 'Where several devices measure the plant: its value of each metric that was sent, made from all',
      }),
  })
  .meta({ id: 'ReadingEvent', description: 'A stored reading; a metric that was not sent is absent' });

const removed = z.strictObject({ id: z.string(), removed: z.literal(true) });

export const todayEventSchema = z
  .strictObject({ at: z.iso.datetime() })
  .meta({ id: 'TodayEvent', description: 'When what is to be done today changed' });

export const LIVE_EVENTS = {
  reading: readingEventSchema,
  /** A device as GET /api/devices/{id} returns it, or the id of a decommissioned one. */
  device: z
    .union([deviceSchema, removed])
    .meta({ id: 'DeviceEvent', description: 'A device, or the id of a decommissioned one' }),
  /** A plant as GET /api/plants/{id} returns it, or the id of a removed one. */
  plant: z.union([plantSchema, removed]).meta({ id: 'PlantEvent', description: 'A plant, or the id of a removed one' }),
  alert: alertSchema,
  /** A room is new, was renamed, moved or deleted: all rooms, as GET /api/rooms returns them. */
  rooms: z.array(roomSchema).meta({ id: 'RoomsEvent', description: 'All rooms, in their order' }),
  /** The flows began or ceased to run as they should, have a new version, or messages were set aside in them. */
  flows: flowStateSchema,
  /** A check of the system says something else than before: all checks, as GET /api/system/checks returns them. */
  checks: durabilitySchema,
  /** A newly stored care plan. */
  care_plan: carePlanSchema,
  /** The progress of making a care plan; its last step is `done` or `failed`. */
  care_progress: careProgressSchema,
  /** A question about a plant with its answer so far, or the id of a removed one. */
  question: z
    .union([plantQuestionSchema, removedQuestionSchema])
    .meta({ id: 'QuestionEvent', description: 'A question with its answer so far, or the id of a removed one' }),
  /** There is something else to do today than before: GET /api/today has it. */
  today: todayEventSchema,
} as const;

/**
 * What a stream says of itself, at its beginning and every few seconds. It has no id: it is not a part of what can be
 * resumed.
 */
export const pulseEventSchema = z
  .strictObject({
    time: z.iso.datetime().meta({ description: 'By the clock of the server: everything until then has been sent' }),
    version: z.string().meta({ description: 'Of the server' }),
    dashboard: z.string().nullable().meta({
      description: 'Which build of the dashboard the server hands out: a page of another build is to be loaded again',
    }),
  })
  .meta({ id: 'PulseEvent', description: 'The stream is alive; sent every 5 seconds' });
/** Some events were missed: whatever is shown is to be fetched again. */
const resetEventSchema = z
  .strictObject({})
  .meta({ id: 'ResetEvent', description: 'Some events were missed: fetch everything again' });

/** The name and the data of each event that `/api/events` sends, as the lines `event` and `data` have them. */
export const streamedEventSchema = z
  .union(
    Object.entries({ ...LIVE_EVENTS, pulse: pulseEventSchema, reset: resetEventSchema }).map(([name, data]) =>
      z.strictObject({ event: z.literal(name), data }),
    ),
  )
  .meta({ id: 'StreamedEvent', description: 'A live event: what its lines `event` and `data` say' });

export type PulseEvent = z.infer<typeof pulseEventSchema>;

export type LiveEventName = keyof typeof LIVE_EVENTS;
export type LiveEvent = {
  [Name in LiveEventName]: { name: Name; data: z.infer<(typeof LIVE_EVENTS)[Name]> };
}[LiveEventName];
export type ReadingEvent = z.infer<typeof readingEventSchema>;
