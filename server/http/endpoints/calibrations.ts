/** Two-point calibration of probes. */
import {
  calibrationPreviewSchema,
  calibrationSchema,
  previewCalibrationSchema,
  setCalibrationSchema,
} from '@plantops/shared/calibration.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { z } from 'zod';
import { byId, type Endpoint } from './endpoint.ts';

const byMetric = byId.extend({ metric: z.enum(METRIC_NAMES) });

export const calibrationEndpoints = {
  listCalibrations: {
    method: 'get',
    path: '/api/devices/:id/calibration',
    tag: 'Devices',
    summary: 'Each metric of a device: its calibration, and the raw value of its probe now',
    params: byId,
    answers: { 200: z.array(calibrationSchema) },
    problems: ['device_not_found'],
  },
  setCalibration: {
    method: 'put',
    path: '/api/devices/:id/calibration/:metric',
    tag: 'Devices',
    summary:
      'Calibrate a probe by its raw values in dry and in saturated soil, from now on or backwards. Values that are stored are made anew in the background; their raw values stay.',
    params: byMetric,
    body: setCalibrationSchema,
    answers: { 200: z.array(calibrationSchema) },
    problems: ['device_not_found'],
  },
  deleteCalibration: {
    method: 'delete',
    path: '/api/devices/:id/calibration/:metric',
    tag: 'Devices',
    summary: 'Take a calibration away: values are what the probe sends, and stored ones become that again',
    params: byMetric,
    answers: { 200: z.array(calibrationSchema) },
    problems: ['device_not_found'],
  },
  previewCalibration: {
    method: 'post',
    path: '/api/devices/:id/calibration/:metric/preview',
    tag: 'Devices',
    summary: 'What the last week would be with a calibration; nothing is changed',
    params: byMetric,
    body: previewCalibrationSchema,
    answers: { 200: calibrationPreviewSchema },
    problems: ['device_not_found'],
  },
} as const satisfies Record<string, Endpoint>;
