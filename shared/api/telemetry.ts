/** REST shapes of readings that a device sends by HTTP. */
import { z } from 'zod';
import { telemetryPayloadSchema } from '../messages.ts';
import { METRICS, perMetric } from '../metrics.ts';
import { dateTime } from './fields.ts';

/** The most readings in one request. */
export const MOST_READINGS = 500;

export const sendTelemetrySchema = z
  .union([telemetryPayloadSchema, z.array(telemetryPayloadSchema).min(1).max(MOST_READINGS)])
  .meta({
    id: 'SendTelemetry',
    description:
      'One reading, or a list of them. As by MQTT, each field is judged by itself: one that does not fit this schema is set aside, and the others are stored',
  });

export const TAKEN_OUTCOMES = ['stored', 'merged', 'duplicate', 'rejected', 'set_aside', 'let_go'] as const;

export const takenReadingSchema = z
  .strictObject({
    outcome: z.enum(TAKEN_OUTCOMES).meta({
      description:
        '`stored`: a new row; `merged`: added to the row of the same time; `duplicate`: all of it was there before; `rejected`: nothing in it can be used; `set_aside`: the database or a flow did not take it, and it is kept; `let_go`: a flow did not want it',
    }),
    time: dateTime.nullable().meta({ description: 'The time of the row; null if there is none' }),
    stored: z
      .strictObject(perMetric((metric) => z.number().optional().meta({ description: METRICS[metric].unit })))
      .meta({ description: 'The values that are in the row because of this reading' }),
    remarks: z
      .array(z.strictObject({ field: z.string(), code: z.string(), sent: z.string(), detail: z.string() }))
      .meta({ description: 'Fields that were not taken as they were sent, and why' }),
    reason: z.string().nullable().meta({ description: 'Why it was not stored' }),
  })
  .meta({ id: 'TakenReading', description: 'What became of a reading' });
export type TakenReading = z.infer<typeof takenReadingSchema>;

export const takenTelemetrySchema = z
  .strictObject({ readings: z.array(takenReadingSchema) })
  .meta({ id: 'TakenTelemetry', description: 'What became of each reading, in the order in which they were sent' });
export type TakenTelemetry = z.infer<typeof takenTelemetrySchema>;
