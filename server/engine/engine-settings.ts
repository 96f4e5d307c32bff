import { z } from 'zod';
import { engineOffer } from '../port/offers.ts';

const loginSchema = z.object({ username: z.string(), password: z.string() });

/**
 * What the host tells an engine before it starts. It arrives over the engine's standard input, because arguments and
 * environment are open to others, and to every line of the owner's.
 */
export const engineSettingsSchema = z.object({
  /** Who may use the engine's port and pages: the host sends it with every request. */
  token: z.string().min(32),
  logLevel: z.string(),
  heartbeatIntervalS: z.number(),
  /** How to connect to the database, with an account of the engine's own where there is one. */
  database: z.object({ connection: z.looseObject({}), direct: z.looseObject({}) }),
  broker: z.object({
    url: z.string(),
    ...loginSchema.shape,
    /** The login that publishes commands to devices. */
    commands: loginSchema,
    /** The login of the server's own readings. */
    canary: loginSchema,
    /** Servers of NATS that devices' messages come from; undefined: they come by MQTT from `url`. */
    nats: z.array(z.string()).optional(),
  }),
  /** Encrypts the credentials that nodes of the owner's log in with. Opens nothing else. */
  credentialSecret: z.string(),
  /** Whether nodes hand messages on at once, which a loop of wires without a pause does not allow. */
  handsOnAtOnce: z.boolean(),
  userDir: z.string(),
  filesDir: z.string(),
  /** What the nodes must know of the owner's settings, until the host says otherwise. */
  ofOwner: engineOffer.news.settings,
});
export type EngineSettings = z.infer<typeof engineSettingsSchema>;
