/** REST shapes of the server itself: problems, the owner's session, a dashboard's initial data, readiness. */
import { z } from 'zod';
import { alertSchema } from './alerts.ts';
import { flowStateSchema } from './flows.ts';
import { deviceSchema } from './devices.ts';
import { plantSchema } from './plants.ts';
import { roomSchema } from './rooms.ts';

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

export const sessionSchema = z
  .strictObject({ password_required: z.boolean(), authenticated: z.boolean() })
  .meta({ id: 'Session' });

export const startSchema = z
  .strictObject({
    session: sessionSchema,
    state: z
      .strictObject({
        event_id: z.string().meta({ description: 'Where /api/events goes on from here: its `last_event_id`' }),
        plants: z.array(plantSchema).meta({ description: 'At most 100: those that need the owner most' }),
        rooms: z.array(roomSchema).meta({ description: 'All, in their order' }),
        devices: z
          .array(deviceSchema)
          .meta({ description: 'All if there are few; otherwise those of these plants, and some without a plant' }),
        alerts: z.array(alertSchema).meta({ description: 'The newest, and the newest of the open ones' }),
        more: z.boolean().meta({
          description: 'Whether there are plants, devices or open alerts besides these, which the lists have',
        }),
        flows: flowStateSchema,
      })
      .nullable()
      .meta({ description: 'null where the owner password is needed and was not given' }),
  })
  .meta({ id: 'Start', description: 'What a dashboard shows first, in one answer' });

export const statusSchema = z
  .strictObject({
    ready: z.boolean(),
    checks: z.record(z.string(), z.strictObject({ ok: z.boolean(), detail: z.string() })),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ServerStatus' });

export type Start = z.infer<typeof startSchema>;
export type ServerStatus = z.infer<typeof statusSchema>;
