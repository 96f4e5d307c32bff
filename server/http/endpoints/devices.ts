/** Devices: registration, assignment, credentials. */
import {
  DEVICE_STATUSES,
  deviceCredentialsSchema,
  deviceSchema,
  ignoredSensorSchema,
  provisionDeviceSchema,
  registerDeviceSchema,
  rejectedMessageSchema,
  updateDeviceSchema,
} from '@plantops/shared/api/devices.ts';
import { deviceWaysSchema } from '@plantops/shared/api/ways.ts';
import { z } from 'zod';
import { byId, type Endpoint, flag, idFilter, pageFields } from './endpoint.ts';

export const devicesEndpoints = {
  registerDevice: {
    method: 'post',
    path: '/api/devices/register',
    tag: 'Devices',
    access: 'device',
    summary:
      'Register a device and get its MQTT credentials. A known MAC keeps its id and plant and gets new credentials. Where there is a registration key, a device needs it; the owner does not.',
    body: registerDeviceSchema,
    answers: { 201: deviceCredentialsSchema, 200: deviceCredentialsSchema },
    problems: [
      'registration_key_required',
      'device_locked',
      'device_limit_reached',
      'too_many_requests',
      'broker_unavailable',
      'flow_unavailable',
    ],
  },
  provisionDevice: {
    method: 'post',
    path: '/api/devices/:id/provision',
    tag: 'Devices',
    summary: 'Assign a device to a plant, unassign it, or create a plant for it',
    params: byId,
    body: provisionDeviceSchema,
    answers: { 200: deviceSchema },
    problems: ['device_not_found', 'plant_not_found'],
  },
  listDevices: {
    method: 'get',
    path: '/api/devices',
    tag: 'Devices',
    summary: 'List devices',
    query: z.strictObject({
      ...pageFields,
      status: z.enum(DEVICE_STATUSES).optional(),
      unassigned: flag.optional(),
      plant_id: idFilter.optional(),
    }),
    answers: { 200: z.array(deviceSchema) },
  },
  getDevice: {
    method: 'get',
    path: '/api/devices/:id',
    tag: 'Devices',
    summary: 'One device',
    params: byId,
    answers: { 200: deviceSchema },
    problems: ['device_not_found'],
  },
  updateDevice: {
    method: 'patch',
    path: '/api/devices/:id',
    tag: 'Devices',
    summary: 'Rename or lock a device; a locked one cannot be registered again',
    params: byId,
    body: updateDeviceSchema,
    answers: { 200: deviceSchema },
    problems: ['device_not_found'],
  },
  listRejectedMessages: {
    method: 'get',
    path: '/api/devices/:id/rejected',
    tag: 'Devices',
    summary: 'The last rejected messages of a device, newest first',
    params: byId,
    answers: { 200: z.array(rejectedMessageSchema) },
    problems: ['device_not_found'],
  },
  listDeviceWays: {
    method: 'get',
    path: '/api/devices/:id/ways',
    tag: 'Devices',
    summary:
      'Where is my reading: the ways of the newest messages of a device through the flows, node by node, newest first. Messages that failed outlast a restart of the server, a sample of the others does not.',
    params: byId,
    answers: { 200: deviceWaysSchema },
    problems: ['device_not_found'],
  },
  listIgnoredSensors: {
    method: 'get',
    path: '/api/devices/:id/ignored-sensors',
    tag: 'Devices',
    summary: 'The sensors behind a gateway that were removed and stay away, newest first',
    params: byId,
    answers: { 200: z.array(ignoredSensorSchema) },
    problems: ['device_not_found'],
  },
  allowSensor: {
    method: 'delete',
    path: '/api/devices/:id/ignored-sensors/:key',
    tag: 'Devices',
    summary: 'Let a removed sensor become a device again, at its next value',
    params: byId.extend({ key: z.string().min(1).max(500) }),
    answers: { 204: null },
    problems: ['device_not_found'],
  },
  deleteDevice: {
    method: 'delete',
    path: '/api/devices/:id',
    tag: 'Devices',
    summary:
      'Decommission a device: its credentials stop working, its readings stay with the plant. A sensor behind a gateway stays away until it is allowed again.',
    params: byId,
    answers: { 204: null },
    problems: ['device_not_found', 'broker_unavailable'],
  },
  renewDeviceCredentials: {
    method: 'post',
    path: '/api/devices/:id/credentials',
    tag: 'Devices',
    summary:
      'New credentials for a device, shown this once; the old ones stop working. For boards that cannot register by themselves.',
    params: byId,
    answers: { 200: deviceCredentialsSchema },
    problems: ['device_not_found', 'broker_unavailable'],
  },
} as const satisfies Record<string, Endpoint>;
