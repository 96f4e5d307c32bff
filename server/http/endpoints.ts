/**
 * The REST interface as a table: what each endpoint takes and answers. It validates requests, types the handlers
 * and makes the OpenAPI document; the dashboard's client is generated from that.
 */
import {
  alertSchema, createPlantSchema, DEVICE_STATUSES, deviceCredentialsSchema, deviceSchema, HISTORY_RANGES, historySchema,
  type HistoryRange, plantSchema, provisionDeviceSchema, registerDeviceSchema, rejectedMessageSchema, sessionSchema,
  speciesSchema, statusSchema, updateDeviceSchema, updatePlantSchema,
} from '@plantops/nodes/shared/api.ts';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from '@plantops/nodes/shared/plain-text.ts';
import type { ProblemCode } from '@plantops/nodes/shared/problem.ts';
import { z } from 'zod';

export interface Endpoint {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express path; `:name` parameters are strings. */
  path: string;
  summary: string;
  tag: 'Devices' | 'Plants' | 'Alerts' | 'System';
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Answers by status; null is an answer without a body, a list the media types, none of them JSON, that it may have. */
  answers: Record<number, z.ZodType | readonly string[] | null>;
  problems?: ProblemCode[];
  /** `owner` (the default) asks for the owner password where one is set; devices and monitors need none. */
  access?: 'owner' | 'device' | 'public';
}

/** An id of another form names nothing: it is answered like any unknown one. */
const byId = z.strictObject({ id: z.string().regex(/^[\w.:-]{1,64}$/) });
const byNumber = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) });
const idFilter = z.string().regex(/^[\w.:-]{1,64}$/, 'is not an id');
const pageFields = {
  limit: z.coerce.number().int().min(1).max(1000).default(500).meta({ description: 'Most items to answer' }),
  cursor: idFilter.optional().meta({ description: 'From the `next` link of the page before' }),
};
/** Text of a query: PostgreSQL holds no NUL, and nobody searches for control characters. */
const queryText = (maxLength: number) => z.string().max(maxLength).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const endpoints = {
  registerDevice: {
    method: 'post', path: '/api/devices/register', tag: 'Devices', access: 'device',
    summary: 'Register a device and get its MQTT credentials. A known MAC keeps its id and plant and gets new credentials.',
    body: registerDeviceSchema,
    answers: { 201: deviceCredentialsSchema, 200: deviceCredentialsSchema },
    problems: ['registration_key_required', 'device_locked', 'device_limit_reached', 'too_many_requests', 'broker_unavailable', 'flow_unavailable'],
  },
  provisionDevice: {
    method: 'post', path: '/api/devices/:id/provision', tag: 'Devices',
    summary: 'Assign a device to a plant, unassign it, or create a plant for it',
    params: byId, body: provisionDeviceSchema, answers: { 200: deviceSchema }, problems: ['device_not_found', 'plant_not_found'],
  },
  listDevices: {
    method: 'get', path: '/api/devices', tag: 'Devices', summary: 'List devices',
    query: z.strictObject({
      ...pageFields,
      status: z.enum(DEVICE_STATUSES).optional(),
      unassigned: flag.optional(),
      plant_id: idFilter.optional(),
    }),
    answers: { 200: z.array(deviceSchema) },
  },
  getDevice: {
    method: 'get', path: '/api/devices/:id', tag: 'Devices', summary: 'One device',
    params: byId, answers: { 200: deviceSchema }, problems: ['device_not_found'],
  },
  updateDevice: {
    method: 'patch', path: '/api/devices/:id', tag: 'Devices', summary: 'Rename or lock a device; a locked one cannot be registered again',
    params: byId, body: updateDeviceSchema, answers: { 200: deviceSchema }, problems: ['device_not_found'],
  },
  listRejectedMessages: {
    method: 'get', path: '/api/devices/:id/rejected', tag: 'Devices', summary: 'The last rejected messages of a device, newest first',
    params: byId, answers: { 200: z.array(rejectedMessageSchema) }, problems: ['device_not_found'],
  },
  deleteDevice: {
    method: 'delete', path: '/api/devices/:id', tag: 'Devices',
    summary: 'Decommission a device: its credentials stop working, its readings stay with the plant',
    params: byId, answers: { 204: null }, problems: ['device_not_found', 'broker_unavailable'],
  },
  createPlant: {
    method: 'post', path: '/api/plants', tag: 'Plants', summary: 'Create a plant; a known species fills thresholds that are left out',
    body: createPlantSchema, answers: { 201: plantSchema },
  },
  listPlants: {
    method: 'get', path: '/api/plants', tag: 'Plants', summary: 'List plants with their current state',
    query: z.strictObject(pageFields), answers: { 200: z.array(plantSchema) },
  },
  getPlant: {
    method: 'get', path: '/api/plants/:id', tag: 'Plants', summary: 'One plant with its latest values',
    params: byId, answers: { 200: plantSchema }, problems: ['plant_not_found'],
  },
  getPlantHistory: {
    method: 'get', path: '/api/plants/:id/history', tag: 'Plants', summary: 'Readings of a plant in buckets: mean, least and greatest',
    params: byId,
    query: z.strictObject({
      range: z.enum(Object.keys(HISTORY_RANGES) as [HistoryRange, ...HistoryRange[]]).optional().meta({ description: '24h when nothing is given' }),
      from: instant.optional(),
      to: instant.optional(),
      points: z.coerce.number().int().min(1).max(2000).default(300),
    }),
    answers: { 200: historySchema }, problems: ['plant_not_found'],
  },
  exportPlantReadings: {
    method: 'get', path: '/api/plants/:id/export', tag: 'Plants', summary: 'Raw readings of a plant as a file',
    params: byId,
    query: z.strictObject({ format: z.enum(['csv', 'ndjson']).default('csv'), from: instant.optional(), to: instant.optional() }),
    answers: { 200: ['text/csv', 'application/x-ndjson'] }, problems: ['plant_not_found'],
  },
  updatePlant: {
    method: 'put', path: '/api/plants/:id', tag: 'Plants', summary: 'Change name, species or thresholds',
    params: byId, body: updatePlantSchema, answers: { 200: plantSchema }, problems: ['plant_not_found'],
  },
  deletePlant: {
    method: 'delete', path: '/api/plants/:id', tag: 'Plants', summary: 'Remove a plant; its devices become unassigned',
    params: byId, answers: { 204: null }, problems: ['plant_not_found'],
  },
  listPlantDevices: {
    method: 'get', path: '/api/plants/:id/devices', tag: 'Plants', summary: 'The devices attached to a plant',
    params: byId, answers: { 200: z.array(deviceSchema) }, problems: ['plant_not_found'],
  },
  listAlerts: {
    method: 'get', path: '/api/alerts', tag: 'Alerts', summary: 'Alerts, newest first',
    query: z.strictObject({
      ...pageFields,
      plant_id: idFilter.optional(),
      device_id: idFilter.optional(),
      open: flag.optional(),
    }),
    answers: { 200: z.array(alertSchema) },
  },
  acknowledgeAlert: {
    method: 'post', path: '/api/alerts/:id/acknowledge', tag: 'Alerts', summary: 'Mark an alert as seen',
    params: byNumber, answers: { 200: alertSchema }, problems: ['alert_not_found'],
  },
  listSpecies: {
    method: 'get', path: '/api/species', tag: 'Plants', summary: 'Search the species library by scientific or common name',
    query: z.strictObject({ q: queryText(100).default('') }), answers: { 200: z.array(speciesSchema) },
  },
  getSession: {
    method: 'get', path: '/api/session', tag: 'System', access: 'public', summary: 'Whether a password is needed and was given',
    answers: { 200: sessionSchema },
  },
  createSession: {
    method: 'post', path: '/api/session', tag: 'System', access: 'public', summary: 'Give the owner password; answers with a session cookie',
    body: z.strictObject({ password: z.string().max(1000) }), answers: { 200: sessionSchema }, problems: ['unauthorized', 'too_many_requests'],
  },
  deleteSession: {
    method: 'delete', path: '/api/session', tag: 'System', access: 'public', summary: 'Forget the session', answers: { 204: null },
  },
  streamEvents: {
    method: 'get', path: '/api/events', tag: 'System',
    summary: 'Server-Sent Events `reading`, `device`, `plant`, `alert`; `Last-Event-ID` resumes. `reset` says that some were missed.',
    answers: { 200: ['text/event-stream'] },
  },
  getHealth: {
    method: 'get', path: '/healthz', tag: 'System', access: 'public', summary: 'The process is alive',
    answers: { 200: z.strictObject({ ok: z.literal(true) }) },
  },
  getReadiness: {
    method: 'get', path: '/readyz', tag: 'System', access: 'public', summary: 'Database, broker and flows are ready',
    answers: { 200: statusSchema, 503: statusSchema },
  },
  getMetrics: {
    method: 'get', path: '/metrics', tag: 'System', access: 'public', summary: 'Prometheus metrics', answers: { 200: ['text/plain'] },
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
