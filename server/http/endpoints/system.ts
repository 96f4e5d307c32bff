/** Session, live events, health, backup, simulator. */
import { durabilitySchema } from '@plantops/shared/api/durability.ts';
import { releaseSchema } from '@plantops/shared/api/releases.ts';
import { streamedEventSchema } from '@plantops/shared/events.ts';
import { sessionSchema, startSchema, statusSchema } from '@plantops/shared/api/server.ts';
import {
  EXAMPLE_NAMES,
  restoreProgressSchema,
  restoreResultSchema,
  simulatorSchema,
  startSimulatorSchema,
  systemSchema,
} from '@plantops/shared/system.ts';
import { z } from 'zod';
import { type Endpoint, flag } from './endpoint.ts';

const BACKUP_TYPES = ['application/gzip'] as const;

export const systemEndpoints = {
  getSession: {
    method: 'get',
    path: '/api/session',
    tag: 'System',
    access: 'public',
    summary: 'Whether a password is needed and was given',
    answers: { 200: sessionSchema },
  },
  createSession: {
    method: 'post',
    path: '/api/session',
    tag: 'System',
    access: 'public',
    summary: 'Give the owner password; answers with a session cookie',
    body: z.strictObject({ password: z.string().max(1000) }),
    answers: { 200: sessionSchema },
    problems: ['unauthorized', 'too_many_requests'],
  },
  deleteSession: {
    method: 'delete',
    path: '/api/session',
    tag: 'System',
    access: 'public',
    summary: 'End the session of this browser, everywhere',
    answers: { 204: null },
  },
  getStart: {
    method: 'get',
    path: '/api/start',
    tag: 'System',
    access: 'public',
    summary:
      'Session and, for the owner, the plants, devices and alerts that a dashboard shows first. The lists have all of them.',
    answers: { 200: startSchema },
    problems: ['database_unavailable'],
  },
  streamEvents: {
    method: 'get',
    path: '/api/events',
    tag: 'System',
    summary:
      'Server-Sent Events `reading`, `device`, `plant`, `alert`, `rooms`, `today`, `care_plan`, `care_progress`; `Last-Event-ID` (or `last_event_id`) resumes. `reset` says that some were missed, `pulse` every 5 seconds that the stream is alive.',
    query: z.looseObject({
      last_event_id: z
        .string()
        .max(64)
        .optional()
        .meta({ description: 'For the first connection of a browser, which cannot set headers' }),
    }),
    streams: streamedEventSchema,
    answers: { 200: ['text/event-stream'] },
    problems: ['too_busy'],
  },
  getHealth: {
    method: 'get',
    path: '/healthz',
    tag: 'System',
    access: 'public',
    summary: 'The process is alive',
    answers: { 200: z.strictObject({ ok: z.literal(true) }) },
  },
  getReadiness: {
    method: 'get',
    path: '/readyz',
    tag: 'System',
    access: 'public',
    summary: 'Database, broker and flows are ready',
    answers: { 200: statusSchema, 503: statusSchema },
  },
  getMetrics: {
    method: 'get',
    path: '/metrics',
    tag: 'System',
    summary: 'Prometheus metrics',
    answers: { 200: ['text/plain'] },
  },
  getSystem: {
    method: 'get',
    path: '/api/system',
    tag: 'System',
    summary: 'About this server',
    answers: { 200: systemSchema },
  },
  listReleases: {
    method: 'get',
    path: '/api/releases',
    tag: 'System',
    summary: 'What each version of PlantOps changed, the newest first. Answers without the database',
    answers: { 200: z.array(releaseSchema) },
  },
  getSystemChecks: {
    method: 'get',
    path: '/api/system/checks',
    tag: 'System',
    summary:
      'Whether what devices send is kept: each check, what was seen and what to do. Answers without the database',
    answers: { 200: durabilitySchema },
  },
  getExample: {
    method: 'get',
    path: '/api/examples/:name',
    tag: 'System',
    summary: "An example client with this server's own address filled in",
    params: z.strictObject({ name: z.enum(EXAMPLE_NAMES) }),
    answers: { 200: ['text/plain'] },
    problems: ['not_found', 'forbidden_host'],
  },
  startSimulator: {
    method: 'post',
    path: '/api/simulator',
    tag: 'System',
    summary: 'Start six simulated devices, to try the system without a board',
    body: startSimulatorSchema,
    answers: { 200: simulatorSchema },
    problems: ['simulator_not_allowed'],
  },
  stopSimulator: {
    method: 'delete',
    path: '/api/simulator',
    tag: 'System',
    summary: 'Stop the simulated devices, and delete them with their plants and readings if asked to',
    query: z.strictObject({
      remove: flag.default(false).meta({
        description:
          'Also delete the simulated devices, the plants created with them, and all their readings and alerts, for good',
      }),
    }),
    answers: { 200: simulatorSchema },
    problems: ['simulator_not_allowed'],
  },
  getBackup: {
    method: 'get',
    path: '/api/backup',
    tag: 'System',
    right: 'write',
    summary: 'Everything that the owner would miss, as one file; keys and webhook addresses are left out',
    answers: { 200: BACKUP_TYPES },
    problems: ['too_busy'],
  },
  getRestoreProgress: {
    method: 'get',
    path: '/api/restore',
    tag: 'System',
    summary: 'How far a restore is that runs now',
    answers: { 200: restoreProgressSchema },
  },
  restoreBackup: {
    method: 'post',
    path: '/api/restore',
    tag: 'System',
    summary:
      'Replace everything by what a backup holds. All or nothing; what was there before is kept in a file on the server.',
    upload: { mediaTypes: BACKUP_TYPES, limitBytes: 'streamed' },
    answers: { 200: restoreResultSchema },
    problems: ['invalid_backup', 'restore_running', 'restore_cancelled', 'restore_stopped'],
  },
  cancelRestore: {
    method: 'delete',
    path: '/api/restore',
    tag: 'System',
    summary: 'Cancel the restore that runs: it then has changed nothing. Too late once the tables take their place',
    answers: { 204: null },
    problems: ['restore_not_running'],
  },
} as const satisfies Record<string, Endpoint>;
