/**
 * What the dashboard requests about the server itself: REST shapes of `/api/system`, `/api/simulator`, `/api/backup`.
 */
import { z } from 'zod';

export const simulatorSchema = z
  .strictObject({
    allowed: z.boolean().meta({ description: 'Not in production, unless the server was started with SIM=1' }),
    running: z.boolean(),
    devices: z.int().meta({ description: 'Simulated devices that are registered, running or not' }),
  })
  .meta({ id: 'Simulator', description: 'Simulated devices, to try the system without a board' });

export const startSimulatorSchema = z
  .strictObject({
    create_plants: z
      .boolean()
      .default(false)
      .meta({ description: 'Also creates plants for four of the six devices, with a day of history' }),
  })
  .meta({ id: 'StartSimulator' });

export const systemSchema = z
  .strictObject({
    version: z.string(),
    started_at: z.iso.datetime(),
    registration_key_required: z.boolean().meta({ description: 'Devices must send X-Registration-Key' }),
    mqtt: z
      .strictObject({ host: z.string(), port: z.int() })
      .meta({ description: 'What registration tells devices, when asked by the same host name' }),
    heartbeat_interval_s: z.number(),
    database: z.strictObject({
      kind: z.enum(['embedded', 'external']),
      version: z.string(),
      timescale: z.boolean(),
      size_bytes: z.int(),
    }),
    simulator: simulatorSchema,
  })
  .meta({ id: 'System' });

export const EXAMPLE_NAMES = ['register.sh', 'device.py', 'esp32.ino'] as const;
export type ExampleName = (typeof EXAMPLE_NAMES)[number];

export const RESTORE_STEPS = ['idle', 'receiving', 'checking', 'restoring', 'saving', 'replacing'] as const;
export const restoreProgressSchema = z
  .strictObject({
    step: z.enum(RESTORE_STEPS).meta({
      description:
        '`checking`: reading the file; `restoring`: writing rows beside those in use; `saving`: keeping what is there; `replacing`: putting the rows in its place, while readings wait at the broker',
    }),
    share: z.number().min(0).max(1).meta({ description: 'How much of the step is done, where that is known' }),
  })
  .meta({ id: 'RestoreProgress' });
export type RestoreProgress = z.infer<typeof restoreProgressSchema>;

export const restoreResultSchema = z
  .strictObject({
    created_at: z.iso.datetime().meta({ description: 'When the backup was made' }),
    rows: z.record(z.string(), z.int()).meta({ description: 'Rows restored, by table' }),
    safety_copy: z.string().meta({ description: 'File in which the server kept what it held before' }),
  })
  .meta({ id: 'RestoreResult' });

export type SimulatorState = z.infer<typeof simulatorSchema>;
export type StartSimulator = z.infer<typeof startSimulatorSchema>;
export type System = z.infer<typeof systemSchema>;
export type RestoreResult = z.infer<typeof restoreResultSchema>;
